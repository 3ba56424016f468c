#include "analysis/overlap.hpp"

#include "analysis/hypergeometric.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

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
  return mean_over_intersections(a, b, universe, [&](Index k) { return to_double(k) / to_double(a + b - k); });
}

}  // namespace neurank::analysis
