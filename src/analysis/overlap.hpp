#pragma once

#include <span>

#include "base/index.hpp"

namespace neurank::analysis {

/// Jaccard index of two sets: size of their intersection / size of their union. In [0, 1].
/// @param a ascending, distinct  @param b ascending, distinct  @pre not both are empty
double jaccard(std::span<const Index> a, std::span<const Index> b);

/// Mean Jaccard index of two independent random sets of sizes a and b out of `universe` items, exact: sum over k of
/// P(K = k) k / (a + b - k), where K, the size of the intersection, is hypergeometric. In [0, 1]; 0 when either is
/// empty, 1 when both are the universe. (The mean of K alone is a b / universe; docs/method.md 9.3.)
/// @pre 0 <= a, b <= universe, a + b > 0
double expected_jaccard(Index a, Index b, Index universe);

/// Rank-biased overlap of two orders of the same items (Webber, Moffat & Zobel 2010, equation 4): (1 - p) Σ_d p^(d-1)
/// A_d with A_d the share of common items among the first d, p = 0.98, so that the first 50 have 86 % of the weight.
/// Summed over all depths, so in (0, 1] it is 1 for equal orders. @pre the same items, each once
double rank_biased_overlap(std::span<const Index> a, std::span<const Index> b);

}  // namespace neurank::analysis
