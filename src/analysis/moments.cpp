#include "analysis/moments.hpp"

#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

double mean(std::span<const double> values) {
  NEURANK_EXPECT(!values.empty());
  return std::accumulate(values.begin(), values.end(), 0.0) / to_double(values.size());
}

std::optional<double> standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double center = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - center) * (value - center);
  return std::sqrt(sum / to_double(values.size() - 1));
}

}  // namespace neurank::analysis
