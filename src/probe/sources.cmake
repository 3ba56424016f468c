neurank_library(neurank_probe
  SOURCES
    probe/bank.cpp
    probe/batch_stream.cpp
    probe/evaluate.cpp
    probe/head.cpp
    probe/lambda_search.cpp
    probe/row_source.cpp
    probe/train.cpp
  LINKS neurank_store)
