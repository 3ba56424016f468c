#include "analysis/knockoffs/e_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

namespace {

/// The least |W| above 0 at which a condition holds of how many statistics are as large, and how many negative ones;
/// infinity where there is none.
template <class Condition>
double least_threshold(std::span<const double> statistics, const Condition& condition) {
  std::vector<double> falling(statistics.begin(), statistics.end());
  std::ranges::sort(falling, std::ranges::greater(), [](double w) { return std::abs(w); });
  double threshold = std::numeric_limits<double>::infinity(), above = 0, below = 0;
  for (std::size_t i = 0; i < falling.size() && falling[i] != 0; ++i) {
    NEURANK_EXPECT(std::isfinite(falling[i]));
    ++(falling[i] > 0 ? above : below);
    const bool is_last_of_equals = i + 1 == falling.size() || std::abs(falling[i + 1]) < std::abs(falling[i]);
    if (is_last_of_equals && condition(above, below)) threshold = std::abs(falling[i]);
  }
  return threshold;
}

bool has_few_false(double above, double below, double q) { return 1 + below <= q * std::max(1.0, above); }

}  // namespace

double knockoff_threshold(std::span<const double> statistics, double q) {
  NEURANK_EXPECT(q > 0 && q <= 1);
  return least_threshold(statistics, [&](double above, double below) { return has_few_false(above, below, q); });
}

std::vector<double> knockoff_e_values(std::span<const double> statistics, double q) {
  NEURANK_EXPECT(q > 0 && q <= 1);
  const double threshold = least_threshold(statistics, [&](double above, double below) {
    if (q * above >= 1) return has_few_false(above, below, q);
    return 2 * q * above < 1 || has_few_false(above, below, 2 * q);
  });
  const auto below = std::ranges::count_if(statistics, [&](double w) { return w <= -threshold; });
  const double value = to_double(statistics.size()) / (1 + to_double(below));
  std::vector<double> found;
  for (const double w : statistics) found.push_back(w >= threshold ? value : 0.0);
  return found;
}

std::vector<Index> e_bh(std::span<const double> e_values, double q) {
  NEURANK_EXPECT(q > 0 && q <= 1);
  std::vector<double> falling(e_values.begin(), e_values.end());
  std::ranges::sort(falling, std::ranges::greater());
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < falling.size(); ++i) {
    NEURANK_EXPECT(falling[i] >= 0);
    // Of equal ones the last has the largest k: where one of them passes, it does.
    if (falling[i] * q * to_double(i + 1) >= to_double(falling.size())) least = falling[i];
  }
  std::vector<Index> selected;
  for (std::size_t i = 0; i < e_values.size(); ++i)
    if (e_values[i] >= least) selected.push_back(to_index(i));
  return selected;
}

}  // namespace neurank::analysis
