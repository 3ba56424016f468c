#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/index.hpp"

namespace neurank::analysis {

/// Draws of every bootstrap, and of a permutation test too large to enumerate (docs/method.md 11).
inline constexpr Index bootstrap_resamples = 10'000;

/// Bounds of a 95 % interval.
struct Interval {
  double low = 0;
  double high = 0;
};

/// A value over the repetitions of a cell.
struct Summary {
  Index repetitions = 0;
  double mean = 0;
  std::optional<double> sd;          ///< sample standard deviation (n - 1); nothing for a single repetition
  std::optional<Interval> interval;  ///< of the mean; nothing for a single repetition
};

/// Mean, standard deviation and percentile bootstrap interval of the mean: the 2.5 and 97.5 % points, linear between
/// order statistics, of the means of `resamples` samples drawn with replacement (Efron & Tibshirani 1993, ch. 13). The
/// interval lies inside the values' range, so with few repetitions it is too narrow: of normal values it covers the
/// mean in 75 % of cases for 3 repetitions, 88 % for 8, 93 % for 30.
/// @param values one a repetition, at least one, finite  @param resamples at least 1  @param seed of the resampling
Summary summarize(std::span<const double> values, Index resamples, std::uint64_t seed);

/// A value of one group of repetitions against another's.
struct Difference {
  double difference = 0;             ///< mean of a - mean of b
  std::optional<Interval> interval;  ///< nothing when either group has a single repetition
  double p_value = 1;                ///< in (0, 1], of the hypothesis that the groups' values are exchangeable
};

/// Difference of two groups' means. Interval: percentile bootstrap, either group resampled on its own. P-value:
/// two-sided permutation test on the absolute difference of means (Ernst 2004), over all splits of the values into
/// groups of these sizes when there are at most 20000, as for 8 and 8 repetitions: the share of splits whose difference
/// is at least the observed one, itself included. Else over `resamples` random splits: (k + 1) / (resamples + 1) with k
/// those at least as large. No p-value lies below 1 / splits, or 2 / splits for groups of one size: 0.1 for 3 and 3
/// repetitions, 1 for 1 and 1.
/// @param a at least one value, finite  @param b likewise  @param resamples at least 1
Difference compare(std::span<const double> a, std::span<const double> b, Index resamples, std::uint64_t seed);

}  // namespace neurank::analysis
