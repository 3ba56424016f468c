// What is said of rankings and labels that mean nothing: simulations with fixed seeds.

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "analysis/layer_counts.hpp"
#include "analysis/sharing.hpp"
#include "base/random.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::analysis {
namespace {

/// 45 labels whose weights have nothing to do with each other.
TEST(Chance, unrelated_labels_share_as_many_neurons_as_random_sets) {
  constexpr Index labels = 45, neurons = 9984, n = 399;
  std::vector<Index> all(labels);
  std::iota(all.begin(), all.end(), Index{0});
  Random random(1);
  double found = 0, expected = 0, squares = 0;
  constexpr int draws = 12;
  for (int draw = 0; draw < draws; ++draw) {
    Matrix weights(labels, neurons);
    for (float& w : weights.reshaped()) {
      double normal = -6;
      for (int i = 0; i < 12; ++i) normal += random.uniform();
      w = static_cast<float>(normal);
    }
    const ConstMatrixView view(weights.data(), labels, neurons);
    const Sharing shared = sharing(label_sets(view, ranking::rank_by_weight_mass(view), n), all, neurons);
    const double difference = *shared.mean_jaccard - *shared.expected_jaccard;
    found += *shared.mean_jaccard / draws;
    expected += *shared.expected_jaccard / draws;
    squares += difference * difference / draws;
  }
  EXPECT_NEAR(found, expected, 4 * std::sqrt(squares / draws));
  EXPECT_LT(expected, 0.002) << "random sets out of the union of the labels' would have 0.012";
}

/// Share of random rankings of which some layer would be named.
double named_by_chance(Index layers, Index width, Index n) {
  constexpr int draws = 200;
  Random random(7);
  int named = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const auto counts = layer_counts(sample_without_replacement(layers * width, n, random), layers, width);
    bool is_named = false;
    for (const Index count : counts)
      is_named |= layer_chance(count, n, layers, width) * static_cast<double>(layers) < 0.01;
    named += is_named ? 1 : 0;
  }
  return static_cast<double>(named) / draws;
}

TEST(Chance, no_layer_of_a_random_ranking_is_named) {
  EXPECT_LE(named_by_chance(3, 1024, 100), 0.05);
  EXPECT_LE(named_by_chance(5, 96, 50), 0.05);
  EXPECT_LE(named_by_chance(13, 768, 100), 0.05);
  EXPECT_LE(named_by_chance(13, 768, 400), 0.05);
  EXPECT_LE(named_by_chance(25, 1024, 50), 0.05) << "two neurons a layer";
}

TEST(Chance, entropy_of_random_sets_is_as_expected) {
  Random random(11);
  for (const auto& [layers, width, n] : {std::tuple<Index, Index, Index>{13, 768, 10}, {13, 768, 100}, {5, 96, 240}}) {
    constexpr int draws = 2000;
    double sum = 0, squares = 0;
    for (int draw = 0; draw < draws; ++draw) {
      const double entropy =
          layer_entropy(layer_counts(sample_without_replacement(layers * width, n, random), layers, width));
      sum += entropy / draws;
      squares += entropy * entropy / draws;
    }
    EXPECT_NEAR(sum, expected_layer_entropy(n, layers, width), 4 * std::sqrt((squares - sum * sum) / draws)) << n;
  }
  EXPECT_NEAR(expected_layer_entropy(10, 13, 768), 0.73, 0.005);
  EXPECT_NEAR(expected_layer_entropy(400, 13, 768), 0.994, 0.001);
  EXPECT_DOUBLE_EQ(expected_layer_entropy(480, 5, 96), 1) << "all neurons";
}

TEST(Chance, a_layer_with_more_than_its_share_stands_out) {
  EXPECT_DOUBLE_EQ(*layer_z(50, 100, 5, 96), 30 / std::sqrt(100 * 0.2 * 0.8 * 380 / 479.0));
  EXPECT_EQ(layer_z(96, 480, 5, 96), std::nullopt);
  EXPECT_EQ(layer_z(7, 7, 1, 96), std::nullopt);
  EXPECT_DOUBLE_EQ(layer_chance(0, 10, 5, 96), 1);
  EXPECT_DOUBLE_EQ(layer_chance(2, 2, 2, 2), 1.0 / 6) << "both of two, out of four";
  EXPECT_LT(layer_chance(50, 100, 5, 96), 1e-12);
}

}  // namespace
}  // namespace neurank::analysis
