#include "analysis/concentration.hpp"

#include <algorithm>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

double gini(std::span<const double> values) {
  NEURANK_EXPECT(!values.empty() && *std::min_element(values.begin(), values.end()) >= 0);
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = to_double(sorted.size());
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    weighted += (2 * (to_double(i) + 1) - n - 1) * sorted[i];
  }
  return sum > 0 ? std::clamp(weighted / (n * sum), 0.0, 1 - 1 / n) : 0;
}

}  // namespace neurank::analysis
