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

}  // namespace neurank::analysis
