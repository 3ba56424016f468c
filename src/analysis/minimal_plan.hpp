#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Sizes of the first pass of the search for the minimal set: 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 40, 50,
/// 70 and 100 % of the neurons, rounded down, at least 1, ascending and distinct. The last is N, whose accuracy is the
/// oracle's, so that at least one size is accurate enough. @pre neurons > 0
std::vector<Index> coarse_sizes(Index neurons);

/// Sizes strictly between two sizes, on the fine grid: whole percents of N (the step of Durrani et al. 2020, section 2)
/// and, below 1 %, tenths of a percent; rounded down, at least 1, ascending and distinct. The grid depends on N alone,
/// so that several thresholds and repetitions ask for the same sizes. @pre 0 <= failing < passing <= neurons
std::vector<Index> refined_sizes(Index neurons, Index failing, Index passing);

/// Position of the smallest size that is accurate enough: accuracy >= oracle - delta / 100. Equality counts although
/// both sides are rounded (for accuracies on at most 10^8 words). Larger sizes may fail again: the first one that
/// passes is taken, as a search that enlarges the set step by step would.
/// @param accuracies [sizes], dev, in [0, 1], in ascending order of the sizes
/// @param oracle dev accuracy of the head on all neurons  @param delta points of accuracy, >= 0
/// @return nothing when no size is accurate enough
std::optional<std::size_t> smallest_within(std::span<const double> accuracies, double oracle, double delta);

/// Sizes of the second pass: for every delta the fine grid between the smallest coarse size that is accurate enough and
/// the coarse size before it (0 before the first). Returns the union over deltas, ascending, without the coarse sizes.
/// @param sizes ascending  @param accuracies [sizes]  @param deltas points; one that no size satisfies adds no sizes
std::vector<Index> refinement(Index neurons, std::span<const Index> sizes, std::span<const double> accuracies,
                              double oracle, std::span<const double> deltas);

}  // namespace neurank::analysis
