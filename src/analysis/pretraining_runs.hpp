#pragma once

#include <optional>
#include <span>

#include "analysis/resampling.hpp"

namespace neurank::analysis {

// Statistics of a group of models that differ in their pretraining run alone (docs/method.md 11.4). A run is what its
// repetitions measured; draws of words are the same for all runs, or there are none (no columns) for statistics that
// words are not counted for.

/// What the runs of a group differ by, as standard deviations in the statistic's unit.
struct Spread {
  double runs = 0;              ///< between pretraining runs
  double starts = 0;            ///< between probe starts on one run
  std::optional<double> words;  ///< of the group's mean, between samples of words; nothing without draws
};

/// Splits the variance into its sources; 0 where the others explain all of it. @param clusters that are drawn
/// @pre at least two runs of as many repetitions; with one repetition its part is in that of the runs
Spread spread_of(std::span<const Repetitions> runs, Index clusters);

/// A mean over runs, or a difference of two, for runs and words that are samples.
struct RunEstimate {
  double value = 0;
  std::optional<Interval> interval;  ///< Student's, 95 %, by Satterthwaite's degrees of freedom
  std::optional<double> p_value;     ///< of the hypothesis that the value is 0; nothing where it never varies
};

/// The mean of a group. @pre at least two runs
RunEstimate mean_of_runs(std::span<const Repetitions> runs, Index clusters);

/// A group less another that is independent of it but for the words (Welch 1947). @pre at least two runs each
RunEstimate difference_of_runs(std::span<const Repetitions> runs, std::span<const Repetitions> others, Index clusters);

}  // namespace neurank::analysis
