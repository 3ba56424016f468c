#include "ranking/weight_rankings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::ranking {
namespace {

ConstMatrixView view(const Matrix& weights) { return {weights.data(), weights.rows(), weights.cols()}; }

Matrix random_weights(Index labels, Index neurons, std::uint64_t seed) {
  Random random(seed);
  Matrix weights(labels, neurons);
  for (float& w : weights.reshaped()) w = random.uniform(-1, 1);
  return weights;
}

TEST(WeightRankings, by_hand) {
  Matrix weights(2, 4);
  weights << 5, -3, 2, 0,  //
      0, 2, -4, 9;
  EXPECT_EQ(mean_absolute_weight(view(weights)), (std::vector<double>{2.5, 2.5, 3, 4.5}));
  EXPECT_EQ(largest_absolute_weight(view(weights)), (std::vector<double>{5, 3, 4, 9}));
  EXPECT_EQ(rank_by_weight_magnitude(view(weights), 1).order, (std::vector<Index>{3, 0, 2, 1}));
  const NeuronRanking by_mean = rank_by_mean_abs(view(weights), 1);
  EXPECT_EQ(std::vector<Index>(by_mean.order.begin(), by_mean.order.begin() + 2), (std::vector<Index>{3, 2}));
  EXPECT_EQ(by_mean.score, (std::vector<double>{-2.5, -2.5, -3, -4.5}));
}

TEST(WeightRankings, deviations_turn_weights_into_those_of_standardized_neurons) {
  const Matrix weights = random_weights(3, 40, 1);
  Random random(2);
  std::vector<double> deviation(40);
  Matrix standardized = weights;
  for (std::size_t n = 0; n < 40; ++n) {
    deviation[n] = 0.25 * static_cast<double>(1 + random.below(64));
    standardized.col(static_cast<Index>(n)) *= static_cast<float>(deviation[n]);
  }
  const NeuronRanking expected = rank_by_weight_mass(view(standardized));
  const NeuronRanking ranking = rank_by_weight_sd(view(weights), deviation, 5);
  for (std::size_t n = 0; n < 40; ++n) EXPECT_NEAR(ranking.score[n], expected.score[n], 1e-12);
  EXPECT_EQ(ranking.order, expected.order);
}

TEST(WeightRankings, a_constant_neuron_comes_last_whatever_its_weight) {
  Matrix weights = Matrix::Constant(2, 3, 1);
  weights.col(1) *= 100;
  const NeuronRanking ranking = rank_by_weight_sd(view(weights), std::vector<double>{1, 0, 2}, 1);
  EXPECT_EQ(ranking.order, (std::vector<Index>{2, 0, 1}));
  EXPECT_EQ(ranking.score[1], 1);
}

/// Orders of equal neurons, and of neurons without weight behind two that have some, by each method.
std::vector<std::vector<Index>> orders(const Matrix& weights, std::uint64_t seed) {
  const std::vector<double> deviation(static_cast<std::size_t>(weights.cols()), 1.5);
  return {rank_by_mean_abs(view(weights), seed).order, rank_by_weight_magnitude(view(weights), seed).order,
          rank_by_weight_sd(view(weights), deviation, seed).order};
}

TEST(WeightRankings, equal_neurons_are_not_ordered_by_id) {
  for (const float weight : {0.0f, 1.0f}) {
    const Matrix weights = Matrix::Constant(2, 50, weight);
    const auto first = orders(weights, 1), again = orders(weights, 1), other = orders(weights, 2);
    EXPECT_EQ(first, again);
    for (std::size_t method = 0; method < first.size(); ++method) {
      EXPECT_NE(first[method], other[method]);
      EXPECT_FALSE(std::is_sorted(first[method].begin(), first[method].end())) << method;
    }
  }
}

TEST(WeightRankings, neurons_without_weight_come_last) {
  Matrix weights = Matrix::Zero(2, 30);
  weights(0, 20) = 3;
  weights(1, 29) = -1;
  for (const auto& order : orders(weights, 1)) {
    EXPECT_EQ(std::min(order[0], order[1]), 20);
    EXPECT_EQ(std::max(order[0], order[1]), 29);
    EXPECT_FALSE(std::is_sorted(order.begin() + 2, order.end()));
  }
}

TEST(WeightRankings, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const Matrix weights = random_weights(4, 60, 3);
  const std::vector<Index> neurons = random_ranking(60, 9).order;
  Matrix moved(4, 60);
  for (Index i = 0; i < 60; ++i) moved.col(i) = weights.col(neurons[static_cast<std::size_t>(i)]);
  const auto before = orders(weights, 1);
  auto after = orders(moved, 1);
  for (auto& order : after)
    for (Index& n : order) n = neurons[static_cast<std::size_t>(n)];
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
  // Each label's first neuron has score 0; the largest share of a label's mass then decides.
  EXPECT_EQ(after[2], before[2]);
}

}  // namespace
}  // namespace neurank::ranking
