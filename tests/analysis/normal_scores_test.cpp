#include "analysis/knockoffs/normal_scores.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

/// Φ, to be held against its inverse.
double normal_share(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Words whose second neuron has values that occur several times, the third one value, the last one is huge.
Matrix words() {
  Random random(1);
  Matrix values(50, 4);
  for (Index word = 0; word < values.rows(); ++word) {
    values(word, 0) = random.uniform(-1, 1);
    values(word, 1) = static_cast<float>(random.below(4)) - 2;
    values(word, 2) = 3;
    values(word, 3) = std::exp(40 * random.uniform(0, 1));
  }
  return values;
}

double quantile(double share) {
  double low = -10, high = 10;
  for (int i = 0; i < 60; ++i) (normal_share((low + high) / 2) < share ? low : high) = (low + high) / 2;
  return low;
}

TEST(NormalScores, are_quantiles_of_mean_ranks_with_mean_0_and_variance_1) {
  const Matrix values = words(), scores = normal_scores(values);
  for (const Index n : {0, 1, 3}) {
    Eigen::ArrayXd expected(values.rows());
    for (Index word = 0; word < values.rows(); ++word) {
      const auto below = (values.col(n).array() < values(word, n)).count();
      const auto equal = (values.col(n).array() == values(word, n)).count();
      expected[word] = quantile((to_double(below) + to_double(equal + 1) / 2) / to_double(values.rows() + 1));
    }
    expected -= expected.mean();
    expected /= std::sqrt(expected.square().mean());
    for (Index word = 0; word < values.rows(); ++word)
      EXPECT_NEAR(scores(word, n), expected[word], 1e-6) << word << ", " << n;
  }
}

TEST(NormalScores, are_0_where_a_neuron_never_varies) { EXPECT_FALSE(normal_scores(words()).col(2).any()); }

TEST(NormalScores, do_not_know_a_neurons_unit) {
  const Matrix values = words();
  const Matrix moved = (2 * values).array() + 1;
  EXPECT_EQ(normal_scores(values), normal_scores(moved));
}

}  // namespace
}  // namespace neurank::analysis
