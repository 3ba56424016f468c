#pragma once

#include <span>
#include <vector>

#include "analysis/resampling.hpp"

namespace neurank::analysis {

/// How sure a size of the top set is that was tried.
struct SizeMargin {
  Index n = 0;
  double margin = 0;           ///< dev accuracy of its head + delta / 100 - that which it is held against
  Interval interval = {0, 0};  ///< of the margin, 95 %
};

/// Sizes between which the smallest one lies whose margin is not below 0.
struct SizeBounds {
  Index low = 0, high = 0;
};

/// The 95 % interval of n(delta) (docs/method.md 7.4), by what sizes the words rule out: it begins above the last size
/// before the first that may do, on the grid of sizes, and ends at the first that surely does, or at N.
/// @param tried ascending, each below N
SizeBounds size_bounds(std::span<const SizeMargin> tried, Index neurons);

/// The smallest size at which margins do, made monotone in n by pooling neighbours that are not (isotonic regression);
/// N where none does. @param tried ascending
Index isotonic_size(std::span<const SizeMargin> tried, Index neurons);

/// The middle one, of two the lower. @pre at least one
Index median_size(std::vector<Index> sizes);

}  // namespace neurank::analysis
