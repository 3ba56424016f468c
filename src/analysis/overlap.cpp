#include "analysis/overlap.hpp"

#include <vector>

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

double rank_biased_overlap(std::span<const Index> a, std::span<const Index> b) {
  constexpr double p = 0.98;
  NEURANK_EXPECT(a.size() == b.size());
  std::vector<int> seen(a.size(), 0);
  double sum = 0, weight = 1;  // p^(d - 1)
  Index common = 0;
  for (std::size_t d = 0; d < a.size(); ++d) {
    for (const Index item : {a[d], b[d]}) common += ++seen[to_size(item)] == 2;
    sum += (1 - p) * weight * to_double(common) / to_double(d + 1);
    weight *= p;
  }
  return sum + weight;  // deeper than the last item nothing is new
}

}  // namespace neurank::analysis
