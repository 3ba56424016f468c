#include "analysis/knockoffs/e_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// By the definition: every |W| is tried.
double slow_threshold(const std::vector<double>& statistics, double q) {
  double best = infinity;
  for (const double w : statistics) {
    const double t = std::abs(w);
    const auto above = std::ranges::count_if(statistics, [&](double v) { return v >= t; });
    const auto below = std::ranges::count_if(statistics, [&](double v) { return v <= -t; });
    if (t > 0 && to_double(1 + below) / to_double(std::max<long>(1, above)) <= q) best = std::min(best, t);
  }
  return best;
}

std::vector<Index> slow_e_bh(const std::vector<double>& e, double q) {
  const auto count = to_index(e.size());
  for (Index k = count; k > 0; --k) {
    std::vector<Index> those;
    for (Index i = 0; i < count; ++i)
      if (e[to_size(i)] >= to_double(count) / (q * to_double(k))) those.push_back(i);
    if (to_index(those.size()) >= k) return those;
  }
  return {};
}

/// Mostly above 0, many of them equal.
std::vector<double> random_statistics(Random& random) {
  std::vector<double> statistics(1 + random.below(60));
  for (double& w : statistics) w = std::round(8 * (random.uniform() - 0.3 * random.uniform())) / 4;
  return statistics;
}

TEST(KnockoffThreshold, is_that_of_the_definition) {
  Random random(1);
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::vector<double> statistics = random_statistics(random);
    for (const double q : {0.05, 0.1, 0.2, 0.5, 1.0}) {
      const double threshold = knockoff_threshold(statistics, q);
      EXPECT_EQ(threshold, slow_threshold(statistics, q)) << i << ", " << q;
      found += threshold < infinity;
    }
  }
  EXPECT_GT(found, 2000) << "too few to be a test";
}

TEST(KnockoffThreshold, asks_for_one_by_q_neurons) {
  EXPECT_EQ(knockoff_threshold(std::vector<double>(9, 1.0), 0.1), infinity);
  EXPECT_EQ(knockoff_threshold(std::vector<double>(10, 1.0), 0.1), 1);
  EXPECT_EQ(knockoff_threshold(std::vector<double>(10, 0.0), 1), infinity) << "W = 0 says nothing";
  EXPECT_EQ(knockoff_threshold(std::vector<double>{}, 1), infinity);
}

/// By the definition: every |W| is tried.
std::vector<double> slow_e_values(const std::vector<double>& statistics, double q) {
  double best = infinity, value = 0;
  for (const double w : statistics) {
    const double t = std::abs(w);
    const auto above = to_double(std::ranges::count_if(statistics, [&](double v) { return v >= t; }));
    const auto below = to_double(std::ranges::count_if(statistics, [&](double v) { return v <= -t; }));
    const bool stops = 1 + below <= q * above || (q * above < 1 && 1 + below <= 2 * q * above) || 2 * q * above < 1;
    if (t > 0 && stops && t < best) best = t, value = to_double(statistics.size()) / (1 + below);
  }
  std::vector<double> e;
  for (const double w : statistics) e.push_back(w >= best ? value : 0);
  return e;
}

TEST(KnockoffEValues, are_those_of_the_definition) {
  Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const std::vector<double> statistics = random_statistics(random);
    for (const double q : {0.0625, 0.125, 0.25, 0.5})
      EXPECT_EQ(knockoff_e_values(statistics, q), slow_e_values(statistics, q)) << i << ", " << q;
  }
}

TEST(KnockoffEValues, are_all_hypotheses_by_those_below_and_one) {
  const std::vector<double> statistics = {5, 4, -3, 3, 3, 0, -1, 2};
  // At 3: (1 + 1) / 4. At 2: (1 + 1) / 5 <= 0.4. At 1: (1 + 2) / 5.
  EXPECT_EQ(knockoff_e_values(statistics, 0.4), (std::vector<double>{4, 4, 0, 4, 4, 0, 0, 4}));
  // Five are fewer than 1 / (2 q): all of them, by the two below.
  const double few = 8.0 / 3;
  EXPECT_EQ(knockoff_e_values(statistics, 0.05), (std::vector<double>{few, few, 0, few, few, 0, 0, few}));
  // At 5 the first four are 1 / q, with one below; three at 7 are fewer, with none: 1 / 3 <= 2 q.
  EXPECT_EQ(knockoff_e_values(std::vector<double>{9, 8, 7, -6, 5, -4, 3, -2}, 0.25),
            (std::vector<double>{8, 8, 8, 0, 0, 0, 0, 0}));
}

/// Null neurons: their signs are coins, whatever their sizes. The mean sum of their e-values is at most N, where many
/// others stand before them, few, and none.
TEST(KnockoffEValues, of_null_neurons_have_a_sum_of_at_most_N) {
  Random random(4);
  const Index neurons = 40, sets = 20000;
  for (const Index of_truth : {15, 8, 3, 0}) {
    double sum = 0, squares = 0;
    for (Index i = 0; i < sets; ++i) {
      std::vector<double> statistics;
      for (Index n = 0; n < neurons; ++n) {
        const double size = random.uniform();
        statistics.push_back(n < of_truth ? 0.3 + size : random.below(2) == 0 ? size : -size);
      }
      const std::vector<double> e = knockoff_e_values(statistics, 0.1);
      const double of_null = std::reduce(e.begin() + of_truth, e.end(), 0.0);
      sum += of_null, squares += of_null * of_null;
    }
    const double mean = sum / to_double(sets);
    const double error = std::sqrt((squares / to_double(sets) - mean * mean) / to_double(sets));
    EXPECT_LT(mean, to_double(neurons) + 3 * error) << of_truth;
    EXPECT_GT(mean, 0.3 * to_double(neurons)) << of_truth << ": too few to be a test";
  }
}

TEST(EBh, is_that_of_the_definition) {
  Random random(2);
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<double> e(1 + random.below(40));
    for (double& value : e) value = std::round(4 * std::exp(4 * random.uniform() - 1)) / 4;
    for (const double q : {0.05, 0.1, 0.25, 1.0}) {
      EXPECT_EQ(e_bh(e, q), slow_e_bh(e, q)) << i << ", " << q;
      found += !e_bh(e, q).empty();
    }
  }
  EXPECT_GT(found, 1000) << "too few to be a test";
}

TEST(EBh, of_one_draw_selects_what_its_knockoffs_select) {
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    const std::vector<double> statistics = random_statistics(random);
    const double q = 0.25;  // exact in binary, so that N / (q k) is not below (1 + #) / k by rounding
    const double threshold = knockoff_threshold(statistics, q);
    std::vector<Index> above;
    for (std::size_t n = 0; n < statistics.size(); ++n)
      if (statistics[n] >= threshold) above.push_back(to_index(n));
    EXPECT_EQ(e_bh(knockoff_e_values(statistics, q), q), above) << i;
  }
}

}  // namespace
}  // namespace neurank::analysis
