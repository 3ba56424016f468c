#include "analysis/concentration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using Values = std::vector<double>;

TEST(Concentration, extremes) {
  EXPECT_DOUBLE_EQ(gini(Values{0.3, 0.3, 0.3}), 0);
  EXPECT_DOUBLE_EQ(gini(Values{0, 7, 0, 0}), 0.75);
  EXPECT_DOUBLE_EQ(gini(Values(1000, 0.0)), 0);
  EXPECT_DOUBLE_EQ(gini(Values{5}), 0);
}

TEST(Concentration, by_hand) {
  EXPECT_DOUBLE_EQ(gini(Values{3, 1, 2}), 2.0 / 9) << "(-2 x 1 + 0 x 2 + 2 x 3) / (3 x 6)";
}

TEST(Concentration, equals_half_the_relative_mean_difference) {
  Random random(1);
  Values values(150);
  for (double& value : values) value = -std::log(1 - random.uniform());
  double sum = 0, differences = 0;
  for (double a : values) {
    sum += a;
    for (double b : values) differences += std::abs(a - b);
  }
  EXPECT_NEAR(gini(values), differences / (2 * 150 * sum), 1e-12);
  EXPECT_NEAR(gini(values), 0.5, 0.07) << "the exponential distribution's";
}

}  // namespace
}  // namespace neurank::analysis
