neurank_library(neurank_probing
  SOURCES
    probing/ablations.cpp
    probing/card_choice.cpp
    probing/cell_data.cpp
    probing/cell_metrics.cpp
    probing/chance.cpp
    probing/chance_tables.cpp
    probing/compare_cells.cpp
    probing/compare_groups.cpp
    probing/curves.cpp
    probing/head_accuracies.cpp
    probing/memory.cpp
    probing/minimal_cut.cpp
    probing/minimal_sets.cpp
    probing/neuron_cards.cpp
    probing/nuisances.cpp
    probing/penalties.cpp
    probing/penalty_trials.cpp
    probing/probing.cpp
    probing/rank_team.cpp
    probing/reduce_cell.cpp
    probing/repetition.cpp
    probing/resumable_unit.cpp
    probing/retrained.cpp
    probing/right_words.cpp
    probing/set_accuracies.cpp
    probing/set_means.cpp
    probing/set_tables.cpp
    probing/subset_heads.cpp
    probing/train_repetition.cpp
    probing/uncertainty.cpp
    probing/work.cpp
  LINKS neurank_base neurank_corpus neurank_store neurank_probe neurank_ranking neurank_analysis neurank_report
    neurank_grid neurank_schedule
  PRECOMPILED_AS neurank_eigen)
