#pragma once

#include <vector>

#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// All pairs of the grid, l1 outermost, in the order of the settings; search.unregularized is added at the end when the
/// grid lacks it, because every score needs the unregularized accuracy.
std::vector<Penalty> search_grid(const PenaltySearch& search);

/// What was measured on dev with one pair.
struct PenaltyTrial {
  Penalty penalty;
  double accuracy = 0;         ///< A: all neurons
  double accuracy_top = 0;     ///< the top `keep` of the neurons kept, the others masked
  double accuracy_bottom = 0;  ///< the same with the bottom `keep`
};

/// alpha * (A_top - A_bottom) - beta * (A_unregularized - A) for every trial (docs/method.md 4; Durrani et al. 2020,
/// section 2, "Search").
/// @pre one trial has search.unregularized
std::vector<double> search_scores(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search);

/// Dev accuracy of the trial without regularisation. @pre as search_scores
double unregularized_accuracy(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search);

/// Position of the best trial that the settings ask for: highest score, then larger l1, then larger l2.
/// One that was only added for comparison is not chosen.
std::size_t best_trial(const std::vector<PenaltyTrial>& trials, const PenaltySearch& search);

}  // namespace neurank::probe
