neurank_library(neurank_ranking
  SOURCES
    ranking/mean_share.cpp
    ranking/neuron_ranking.cpp
    ranking/ranked_labels.cpp
    ranking/weight_mass.cpp
  LINKS neurank_base
  PRECOMPILED_AS neurank_eigen)
