#pragma once

#include <array>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

// Sizes at which heads on a part of the neurons are trained. All are shares of N, rounded down, at least 1.

/// Shares of the neurons at which models are compared, whatever their minimal sets are.
inline constexpr std::array fixed_shares = {0.01, 0.02, 0.05, 0.1};

/// fixed_shares of the neurons and further shares of them, below N, ascending and distinct: at these every kind of
/// neurons is compared, whatever the minimal set is. @param further each in (0, 1)  @pre neurons > 0
std::vector<Index> fixed_sizes(Index neurons, const std::vector<double>& further = {});

/// Sizes of the first pass of the search for the minimal set, in the waves in which they are tried: 0.1, 0.25, 0.5, 1,
/// 2, 3, 5, 7.5 and 10 %; 15 and 20 %; 30, 40, 50 and 70 %, one by one. Each wave ascends; a size that an earlier wave
/// has, or that is N, is left out, so that a wave may be empty. The first holds the fixed sizes without further shares.
/// @pre neurons > 0
std::vector<std::vector<Index>> coarse_waves(Index neurons);

/// Sizes strictly between two sizes, on the fine grid: whole percents of N (the step of Durrani et al. 2020, section 2)
/// and, below 1 %, tenths of a percent; ascending and distinct. The grid depends on N alone, so that several thresholds
/// and repetitions ask for the same sizes. @pre 0 <= failing < passing <= neurons
std::vector<Index> refined_sizes(Index neurons, Index failing, Index passing);

/// Whether an accuracy is near enough to the oracle's: accuracy >= oracle - delta / 100. Equality counts although both
/// sides are rounded (for accuracies on at most 10^8 words). @param delta points of accuracy, >= 0
bool is_within(double accuracy, double oracle, double delta);

}  // namespace neurank::analysis
