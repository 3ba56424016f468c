neurank_library(neurank_probe
  SOURCES
    analysis/ablation.cpp
    analysis/baselines.cpp
    analysis/control_task.cpp
    probe/bank.cpp
    probe/batch_stream.cpp
    probe/evaluate.cpp
    probe/head.cpp
    probe/lambda_search.cpp
    probe/row_source.cpp
    probe/train.cpp
    ranking/neuron_ranking.cpp
    ranking/weight_mass.cpp
  LINKS neurank_store)
