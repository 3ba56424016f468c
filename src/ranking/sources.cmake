neurank_library(neurank_ranking
  SOURCES
    ranking/class_moments.cpp
    ranking/gaussian_classifier.cpp
    ranking/gaussian_moments.cpp
    ranking/gaussian_selection.cpp
    ranking/label_distances.cpp
    ranking/label_information.cpp
    ranking/label_rows.cpp
    ranking/label_values.cpp
    ranking/linear_discriminant.cpp
    ranking/mean_share.cpp
    ranking/moment_rankings.cpp
    ranking/neuron_ranking.cpp
    ranking/order_scores.cpp
    ranking/overall_moments.cpp
    ranking/rows_by_label.cpp
    ranking/shrunk_covariance.cpp
    ranking/single_head.cpp
    ranking/single_probe.cpp
    ranking/sorted_words.cpp
    ranking/weight_mass.cpp
    ranking/weight_rankings.cpp
  LINKS neurank_base
  PRECOMPILED_AS neurank_eigen)
