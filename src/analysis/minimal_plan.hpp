#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Sizes of the first pass of the search for the minimal set: 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 40, 50,
/// 70 and 100 % of the neurons, rounded down, at least 1, ascending and distinct. The last is N: its accuracy is the
/// oracle's, so that some size always does. @pre neurons > 0
std::vector<Index> coarse_sizes(Index neurons);

/// Sizes strictly between two sizes, on the fine grid: whole percents of N (the step of Durrani et al. 2020, section 2)
/// and, below 1 %, tenths of a percent; rounded down, at least 1, ascending and distinct. The grid is fixed by N, so
/// that several thresholds and repetitions ask for the same sizes. @pre 0 <= failing < passing <= neurons
std::vector<Index> refined_sizes(Index neurons, Index failing, Index passing);

/// Position of the smallest size whose accuracy is no more than `delta` points below the oracle: accuracy >=
/// oracle - delta / 100, exact equality included although both sides are rounded (accuracies of at most 10^8 words).
/// Sizes after it may fail again; the search asks for the first, as one that grows the set does.
/// @param accuracies [sizes], dev, in [0, 1]  @param oracle dev accuracy of the head on all neurons
/// @param delta points of accuracy, >= 0  @return nothing when no size does
std::optional<std::size_t> smallest_within(std::span<const double> accuracies, double oracle, double delta);

/// Sizes of the second pass: for every delta the fine grid between the smallest coarse size that does and the coarse
/// size before it (0 before the first). The union over deltas, ascending, without the coarse sizes.
/// @param sizes ascending  @param accuracies [sizes]  @param deltas points; one that no size meets asks for nothing
std::vector<Index> refinement(Index neurons, std::span<const Index> sizes, std::span<const double> accuracies,
                              double oracle, std::span<const double> deltas);

}  // namespace neurank::analysis
