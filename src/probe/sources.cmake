neurank_library(neurank_probe
  SOURCES
    probe/bank.cpp
    probe/batch_stream.cpp
    probe/evaluate.cpp
    probe/head.cpp
    probe/ordered_batch.cpp
    probe/penalty_search.cpp
    probe/row_source.cpp
    probe/train.cpp
  LINKS neurank_base neurank_store
  PRECOMPILED_AS neurank_eigen)
