neurank_library(neurank_ranking
  SOURCES
    ranking/label_rows.cpp
    ranking/mean_share.cpp
    ranking/neuron_ranking.cpp
    ranking/weight_mass.cpp
  LINKS neurank_base
  PRECOMPILED_AS neurank_eigen)
