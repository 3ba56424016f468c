neurank_library(neurank_analysis
  SOURCES
    analysis/ablation.cpp
    analysis/ambiguous_words.cpp
    analysis/baselines.cpp
    analysis/concentration.cpp
    analysis/control_task.cpp
    analysis/data_stability.cpp
    analysis/label_counts.cpp
    analysis/label_sets.cpp
    analysis/layer_counts.cpp
    analysis/minimal_plan.cpp
    analysis/minimal_search.cpp
    analysis/moments.cpp
    analysis/overlap.cpp
    analysis/partial_effects.cpp
    analysis/permuted_sharing.cpp
    analysis/pretraining_runs.cpp
    analysis/rank_correlation.cpp
    analysis/repeated_sentences.cpp
    analysis/resampling.cpp
    analysis/shadows.cpp
    analysis/sharing.cpp
    analysis/size_bounds.cpp
    analysis/stability.cpp
    analysis/unseen_words.cpp
  LINKS neurank_base neurank_corpus neurank_ranking
  PRECOMPILED_AS neurank_eigen)
