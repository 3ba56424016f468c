#include "analysis/overlap.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

/// Probabilities below this share of the largest do not change a double.
constexpr double negligible = 1e-20;

}  // namespace

double jaccard(std::span<const Index> a, std::span<const Index> b) {
  NEURANK_EXPECT(!a.empty() || !b.empty());
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    common += *x == *y;
    const bool forward_x = *x <= *y, forward_y = *y <= *x;
    x += forward_x;
    y += forward_y;
  }
  return to_double(common) / to_double(a.size() + b.size() - common);
}

double expected_jaccard(Index a, Index b, Index universe) {
  NEURANK_EXPECT(0 <= std::min(a, b) && std::max(a, b) <= universe && a + b > 0);
  const Index least = std::max<Index>(0, a + b - universe), most = std::min(a, b), outside = universe - a - b;
  const Index mode = std::clamp((a + 1) * (b + 1) / (universe + 2), least, most);
  // P(k + 1) / P(k); starting from the mode, neither factorials nor an underflow of the start are needed.
  const auto ratio = [&](Index k) { return to_double((a - k) * (b - k)) / to_double((k + 1) * (outside + k + 1)); };
  double mass = 0, sum = 0;
  const auto add = [&](Index k, double probability) {
    mass += probability;
    sum += probability * to_double(k) / to_double(a + b - k);
  };
  add(mode, 1);
  double probability = 1;
  for (Index k = mode; k < most && probability > negligible; ++k) add(k + 1, probability *= ratio(k));
  probability = 1;
  for (Index k = mode; k > least && probability > negligible; --k) add(k - 1, probability /= ratio(k - 1));
  return sum / mass;
}

}  // namespace neurank::analysis
