#include "analysis/rank_correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using Values = std::vector<double>;

TEST(RankCorrelation, equal_values_share_the_mean_rank) {
  EXPECT_EQ(average_ranks(Values{30, 10, 20, 10, 10}), (Values{5, 2, 4, 2, 2}));
  EXPECT_EQ(average_ranks(Values{1, 1}), (Values{1.5, 1.5}));
  EXPECT_TRUE(average_ranks(Values{}).empty());
}

TEST(RankCorrelation, by_hand) {
  const Values x = {1, 2, 3, 4, 5}, y = {2, 1, 4, 3, 5};
  EXPECT_NEAR(*spearman_rho(x, y), 1 - 6.0 * 4 / (5 * 24), 1e-15);
  EXPECT_NEAR(*kendall_tau(x, y), (8.0 - 2) / 10, 1e-15);
  // Ties. Ranks 1, 2.5, 2.5, 4 and 1.5, 1.5, 3, 4; of six pairs four concordant, one tied in x, one in y.
  const Values tied_x = {1, 2, 2, 3}, tied_y = {1, 1, 2, 3};
  EXPECT_NEAR(*spearman_rho(tied_x, tied_y), 3.75 / 4.5, 1e-15) << "sums of products 3.75, of squares 4.5";
  EXPECT_NEAR(*kendall_tau(tied_x, tied_y), 4.0 / 5, 1e-15);
}

TEST(RankCorrelation, agreement_reversal_and_nothing) {
  const Values x = {3, 1, 2, 9, 7}, reversed = {-3, -1, -2, -9, -7}, constant(5, 4.0);
  for (const auto measure : {spearman_rho, kendall_tau}) {
    EXPECT_DOUBLE_EQ(*measure(x, x), 1);
    EXPECT_DOUBLE_EQ(*measure(x, reversed), -1);
    EXPECT_EQ(measure(x, constant), std::nullopt);
    EXPECT_EQ(measure(constant, x), std::nullopt);
    EXPECT_EQ(measure(Values{1}, Values{2}), std::nullopt);
    EXPECT_EQ(measure(Values{}, Values{}), std::nullopt);
  }
}

double tau_over_all_pairs(const Values& x, const Values& y) {
  double difference = 0, untied_x = 0, untied_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int a = (x[i] > x[j]) - (x[i] < x[j]), b = (y[i] > y[j]) - (y[i] < y[j]);
      difference += a * b;
      untied_x += a != 0;
      untied_y += b != 0;
    }
  return difference / std::sqrt(untied_x * untied_y);
}

TEST(RankCorrelation, tau_equals_the_count_over_all_pairs_with_few_and_many_ties) {
  Random random(1);
  for (const std::uint64_t distinct : {2, 5, 40, 1000000})
    for (std::size_t size = 10; size <= 130; size += 40) {
      Values x(size), y(size);
      for (std::size_t i = 0; i < size; ++i) {
        x[i] = static_cast<double>(random.below(distinct));
        y[i] = x[i] + static_cast<double>(random.below(distinct));
      }
      EXPECT_NEAR(kendall_tau(x, y).value(), tau_over_all_pairs(x, y), 1e-12) << size << ", " << distinct;
    }
}

TEST(RankCorrelation, rho_without_ties_equals_the_formula_of_rank_differences) {
  Random random(2);
  const std::size_t size = 200;
  Values x(size), y(size);
  for (std::size_t i = 0; i < size; ++i) {
    x[i] = random.uniform();
    y[i] = x[i] + random.uniform();
  }
  const Values a = average_ranks(x), b = average_ranks(y);
  double squares = 0;
  for (std::size_t i = 0; i < size; ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  EXPECT_NEAR(*spearman_rho(x, y), 1 - 6 * squares / (200.0 * (200.0 * 200 - 1)), 1e-12);
}

}  // namespace
}  // namespace neurank::analysis
