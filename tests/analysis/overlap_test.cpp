#include "analysis/overlap.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using Set = std::vector<Index>;

TEST(Overlap, jaccard_by_hand) {
  EXPECT_DOUBLE_EQ(jaccard(Set{1, 2, 3}, Set{2, 3, 4, 9}), 2.0 / 5);
  EXPECT_DOUBLE_EQ(jaccard(Set{1, 2}, Set{1, 2}), 1);
  EXPECT_DOUBLE_EQ(jaccard(Set{1, 5}, Set{2, 4}), 0);
  EXPECT_DOUBLE_EQ(jaccard(Set{}, Set{2}), 0);
}

/// Mean over all pairs of subsets of these sizes.
double enumerated(int a, int b, int universe) {
  double sum = 0, pairs = 0;
  for (unsigned x = 0; x < 1u << universe; ++x)
    for (unsigned y = 0; y < 1u << universe; ++y)
      if (std::popcount(x) == a && std::popcount(y) == b) {
        sum += static_cast<double>(std::popcount(x & y)) / std::popcount(x | y);
        ++pairs;
      }
  return sum / pairs;
}

TEST(Overlap, expectation_equals_the_mean_over_all_pairs_of_small_sets) {
  const int universe = 7;
  for (int a = 0; a <= universe; ++a)
    for (int b = a == 0; b <= universe; ++b)
      EXPECT_NEAR(expected_jaccard(a, b, universe), enumerated(a, b, universe), 1e-14) << a << " and " << b;
}

/// The same sum by logarithms of factorials, over all k.
double by_factorials(Index a, Index b, Index universe) {
  const auto log_choose = [](double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  double sum = 0;
  for (Index k = std::max<Index>(0, a + b - universe); k <= std::min(a, b); ++k)
    sum += std::exp(log_choose(a, k) + log_choose(universe - a, b - k) - log_choose(universe, b)) *
           static_cast<double>(k) / static_cast<double>(a + b - k);
  return sum;
}

TEST(Overlap, expectation_of_large_sets_equals_the_sum_by_factorials) {
  for (const Index a : {1, 100, 998, 5000, 9984})
    for (const Index b : {1, 3, 1497, 9000, 9984})
      EXPECT_NEAR(expected_jaccard(a, b, 9984) / by_factorials(a, b, 9984), 1, 1e-8) << a << " and " << b;
}

TEST(Overlap, expectation_equals_the_mean_of_random_sets) {
  Random random(1);
  double sum = 0, squares = 0;
  const int draws = 4000;
  for (int i = 0; i < draws; ++i) {
    const double value =
        jaccard(sample_without_replacement(300, 40, random), sample_without_replacement(300, 90, random));
    sum += value;
    squares += value * value;
  }
  const double mean = sum / draws, error = std::sqrt((squares / draws - mean * mean) / draws);
  EXPECT_NEAR(expected_jaccard(40, 90, 300), mean, 4 * error);
}

TEST(Overlap, of_orders_weighs_their_beginnings) {
  const std::vector<Index> order = {0, 1, 2, 3}, swapped = {1, 0, 2, 3}, reversed = {3, 2, 1, 0};
  EXPECT_DOUBLE_EQ(rank_biased_overlap(order, order), 1);
  const double p = 0.98;
  EXPECT_DOUBLE_EQ(rank_biased_overlap(order, swapped), 1 - (1 - p)) << "all but the first depth agree";
  EXPECT_DOUBLE_EQ(rank_biased_overlap(order, reversed), 1 - (1 - p) * (1 + p + p * p / 3))
      << "nothing of one or two, 2 of 3";
  EXPECT_EQ(rank_biased_overlap(order, reversed), rank_biased_overlap(reversed, order));
}

}  // namespace
}  // namespace neurank::analysis
