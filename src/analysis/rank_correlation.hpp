#pragma once

#include <optional>
#include <span>
#include <vector>

namespace neurank::analysis {

/// Rank of each value, from 1, ascending; equal values share the mean of their ranks. @return [values]
std::vector<double> average_ranks(std::span<const double> values);

/// Spearman's rho: Pearson's correlation of the average ranks. In [-1, 1]; nothing when either side is constant or
/// has fewer than two values. @pre x and y have the same size and no NaN
std::optional<double> spearman_rho(std::span<const double> x, std::span<const double> y);

/// Kendall's tau-b: (concordant - discordant pairs) / sqrt((P - Tx) (P - Ty)), where P is the number of pairs, Tx and
/// Ty those tied in x and in y. In [-1, 1]; nothing when either side is constant or has fewer than two values.
/// O(n log n): W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966).
/// @pre x and y have the same size, below 2^31, and no NaN
std::optional<double> kendall_tau(std::span<const double> x, std::span<const double> y);

}  // namespace neurank::analysis
