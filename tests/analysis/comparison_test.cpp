#include "analysis/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/random.hpp"
#include "support/probe_support.hpp"

namespace neurank::analysis {
namespace {

using Values = std::vector<double>;

/// Repetitions of one architecture: normal around `center` with sd 1.
Values repetitions(Index count, double center, Random& random) {
  const Matrix noise = test::normal_matrix(1, count, random);
  Values values(noise.data(), noise.data() + count);
  for (double& value : values) value += center;
  return values;
}

TEST(Summary, by_hand) {
  const Summary summary = summarize(Values{4, 1, 3, 2}, 1000, 1);
  EXPECT_EQ(summary.repetitions, 4);
  EXPECT_DOUBLE_EQ(summary.mean, 2.5);
  EXPECT_DOUBLE_EQ(*summary.sd, std::sqrt(5.0 / 3));
  EXPECT_LT(summary.interval->low, 2.5);
  EXPECT_GT(summary.interval->high, 2.5);
}

TEST(Summary, a_single_repetition_has_no_spread) {
  const Summary summary = summarize(Values{0.5}, 1000, 1);
  EXPECT_EQ(summary.repetitions, 1);
  EXPECT_EQ(summary.mean, 0.5);
  EXPECT_FALSE(summary.sd);
  EXPECT_FALSE(summary.interval);
}

TEST(Summary, equal_values_have_an_interval_of_no_width) {
  const Summary summary = summarize(Values(5, 0.25), 100, 1);
  EXPECT_EQ(*summary.sd, 0);
  EXPECT_EQ(summary.interval->low, 0.25);
  EXPECT_EQ(summary.interval->high, 0.25);
}

TEST(Summary, interval_of_three_is_their_range) {
  // Each end is the mean of one resample in 27, more than the 2.5 % beyond a bound.
  const Summary summary = summarize(Values{0.2, 0.9, 0.4}, 10000, 1);
  EXPECT_NEAR(summary.interval->low, 0.2, 1e-12);
  EXPECT_NEAR(summary.interval->high, 0.9, 1e-12);
}

TEST(Summary, interval_of_many_is_the_normal_one) {
  Random random(1);
  const Summary summary = summarize(repetitions(400, 10, random), 20000, 1);
  const double half = 1.96 * *summary.sd / 20;
  EXPECT_NEAR(summary.interval->low, summary.mean - half, 0.05 * half);
  EXPECT_NEAR(summary.interval->high, summary.mean + half, 0.05 * half);
}

TEST(Summary, interval_covers_the_mean_as_often_as_it_says) {
  Random random(2);
  int covered = 0;
  for (int i = 0; i < 400; ++i) {
    const Interval interval = *summarize(repetitions(30, 0, random), 500, i).interval;
    covered += interval.low <= 0 && 0 <= interval.high;
  }
  // 95 % less what the percentile interval of 30 values lacks (2.5 points in 3000 simulations), +- 4 standard errors.
  EXPECT_GT(covered, 400 * (0.925 - 4 * 0.0132));
  EXPECT_LT(covered, 400 * (0.925 + 4 * 0.0132));
}

TEST(Summary, depends_on_the_seed_alone) {
  const Values values = {1, 2, 4, 8, 16};
  const auto low = [&](std::uint64_t seed) { return summarize(values, 50, seed).interval->low; };
  EXPECT_EQ(low(1), low(1));
  EXPECT_NE(low(1), low(2));
}

TEST(Comparison, exact_p_values_by_hand) {
  const auto p = [](const Values& a, const Values& b) { return compare(a, b, 10, 1).p_value; };
  EXPECT_DOUBLE_EQ(p({1, 2}, {3, 4}), 2.0 / 6);
  EXPECT_DOUBLE_EQ(p({1, 3}, {2, 4}), 4.0 / 6) << "differences 2 2 1 1 0 0 over the splits, 1 observed";
  EXPECT_DOUBLE_EQ(p({1, 2, 3}, {4, 5, 6}), 2.0 / 20);
  EXPECT_DOUBLE_EQ(p({10}, {1, 2, 3}), 1.0 / 4);
  EXPECT_DOUBLE_EQ(p({1}, {2}), 1);
  EXPECT_DOUBLE_EQ(p({0.1, 0.1, 0.1}, {0.1, 0.1}), 1);
  EXPECT_DOUBLE_EQ(p({0.1, 0.4}, {0.2, 0.3}), 1);
}

TEST(Comparison, p_value_ignores_shift_scale_and_the_order_of_the_groups) {
  Random random(3);
  for (int i = 0; i < 20; ++i) {
    Values a, b, scaled_a, scaled_b;  // whole numbers, so that splits are often tied
    for (int k = 0; k < 5; ++k) a.push_back(static_cast<double>(random.below(6)));
    for (int k = 0; k < 4; ++k) b.push_back(static_cast<double>(random.below(6)));
    for (double x : a) scaled_a.push_back(0.9 + x / 1771);
    for (double x : b) scaled_b.push_back(0.9 + x / 1771);
    const double p = compare(a, b, 10, 1).p_value;
    EXPECT_DOUBLE_EQ(p, compare(scaled_a, scaled_b, 10, 1).p_value);
    EXPECT_DOUBLE_EQ(p, compare(b, a, 10, 1).p_value);
  }
}

/// Share of all splits at least as far apart as the first, from bit masks and recomputed means.
double enumerated_p(const Values& values, int first) {
  const auto apart = [&](unsigned mask) {
    double a = 0, b = 0;
    for (std::size_t i = 0; i < values.size(); ++i) (mask >> i & 1 ? a : b) += values[i];
    return std::abs(a / first - b / static_cast<double>(values.size() - first));
  };
  const double observed = apart((1u << first) - 1);
  double extreme = 0, splits = 0;
  for (unsigned mask = 0; mask < 1u << values.size(); ++mask)
    if (std::popcount(mask) == first) {
      ++splits;
      extreme += apart(mask) >= observed - 1e-12;
    }
  return extreme / splits;
}

TEST(Comparison, all_splits_up_to_20000_and_samples_beyond) {
  Random random(4);
  for (const Index size : {3, 8, 9}) {  // 20, 12870 and 48620 splits
    const Values a = repetitions(size, 0, random), b = repetitions(size, 0.7, random);
    Values values = a;
    values.insert(values.end(), b.begin(), b.end());
    const double expected = enumerated_p(values, static_cast<int>(size));
    const double found = compare(a, b, 20000, 1).p_value;
    if (size < 9)
      EXPECT_DOUBLE_EQ(found, expected);
    else
      EXPECT_NEAR(found, expected, 4 * std::sqrt(expected * (1 - expected) / 20000));
  }
}

TEST(Comparison, sampled_p_value_is_never_zero) {
  Random random(5);
  const Values a = repetitions(12, 0, random), b = repetitions(12, 100, random);
  EXPECT_DOUBLE_EQ(compare(a, b, 999, 1).p_value, 1.0 / 1000);
}

TEST(Comparison, difference_and_its_interval) {
  Random random(6);
  const Values a = repetitions(200, 3, random), b = repetitions(100, 1, random);
  const Difference result = compare(a, b, 20000, 1);
  const Summary of_a = summarize(a, 10, 1), of_b = summarize(b, 10, 1);
  EXPECT_DOUBLE_EQ(result.difference, of_a.mean - of_b.mean);
  const double half = 1.96 * std::sqrt(*of_a.sd * *of_a.sd / 200 + *of_b.sd * *of_b.sd / 100);
  EXPECT_NEAR(result.interval->low, result.difference - half, 0.05 * half);
  EXPECT_NEAR(result.interval->high, result.difference + half, 0.05 * half);
}

TEST(Comparison, a_single_repetition_gives_no_interval) {
  EXPECT_FALSE(compare(Values{1}, Values{2, 3}, 100, 1).interval);
  EXPECT_FALSE(compare(Values{1, 2}, Values{2}, 100, 1).interval);
  EXPECT_EQ(compare(Values{1}, Values{3}, 100, 1).difference, -2);
}

TEST(Comparison, p_values_of_equal_architectures_are_uniform) {
  const int simulations = 200;
  Random random(7);
  Values p_values;
  int covered = 0;
  for (int i = 0; i < simulations; ++i) {
    const Difference result = compare(repetitions(8, 0, random), repetitions(8, 0, random), 200, i);
    p_values.push_back(result.p_value);
    covered += result.interval->low <= 0 && 0 <= result.interval->high;
  }
  std::sort(p_values.begin(), p_values.end());
  double distance = 0;  // Kolmogorov-Smirnov, from the uniform distribution
  for (int i = 0; i < simulations; ++i)
    distance = std::max({distance, static_cast<double>(i + 1) / simulations - p_values[i],
                         p_values[i] - static_cast<double>(i) / simulations});
  // Dvoretzky-Kiefer-Wolfowitz: P(distance > e) <= 2 exp(-2 n e^2), here 0.001. Steps of 2 / 12870 do not matter.
  EXPECT_LT(distance, std::sqrt(std::log(2 / 0.001) / (2.0 * simulations)));
  // With 8 repetitions the percentile interval covers 91 % (3000 simulations); +- 4 standard errors.
  EXPECT_NEAR(covered, 0.91 * simulations, 4 * std::sqrt(0.91 * 0.09 * simulations));
}

TEST(Comparison, different_architectures_are_told_apart) {
  Random random(8);
  for (int i = 0; i < 20; ++i) {
    const Difference result = compare(repetitions(8, 0, random), repetitions(8, 4, random), 500, i);
    EXPECT_LT(result.p_value, 0.01);
    EXPECT_LT(result.interval->high, 0);
  }
}

}  // namespace
}  // namespace neurank::analysis
