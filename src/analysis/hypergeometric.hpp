#pragma once

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/index.hpp"

namespace neurank::analysis {

/// Mean of a function of K, the size of the intersection of two independent random sets of sizes a and b out of
/// `universe` items, exact: sum over k of P(K = k) value(k), K being hypergeometric.
/// @pre 0 <= a, b <= universe, a + b > 0
template <class Value>
double mean_over_intersections(Index a, Index b, Index universe, const Value& value) {
  NEURANK_EXPECT(0 <= std::min(a, b) && std::max(a, b) <= universe && a + b > 0);
  constexpr double negligible = 1e-20;  // probabilities below this share of the largest do not change a double
  const Index least = std::max<Index>(0, a + b - universe), most = std::min(a, b), outside = universe - a - b;
  const Index mode = std::clamp((a + 1) * (b + 1) / (universe + 2), least, most);
  // P(k + 1) / P(k); starting from the mode, neither factorials nor an underflow of the start are needed.
  const auto ratio = [&](Index k) { return to_double((a - k) * (b - k)) / to_double((k + 1) * (outside + k + 1)); };
  double mass = 1, sum = value(mode), probability = 1;
  const auto add = [&](Index k) {
    mass += probability;
    sum += probability * value(k);
  };
  for (Index k = mode; k < most && probability > negligible; ++k) {
    probability *= ratio(k);
    add(k + 1);
  }
  probability = 1;
  for (Index k = mode; k > least && probability > negligible; --k) {
    probability /= ratio(k - 1);
    add(k - 1);
  }
  return sum / mass;
}

}  // namespace neurank::analysis
