#include "ranking/weight_mass.hpp"

#include <gtest/gtest.h>

#include <set>

#include "support/json_numbers.hpp"

namespace neurank::ranking {
namespace {

NeuronRanking rank(const Matrix& weights) {
  return rank_by_weight_mass({weights.data(), weights.rows(), weights.cols()});
}

TEST(WeightMass, mass_before_is_the_share_held_by_larger_weights) {
  const std::vector<float> weights = {1, -4, 2, 1};
  EXPECT_EQ(mass_before(weights), (std::vector<double>{6.0 / 8, 0, 4.0 / 8, 7.0 / 8}));
}

TEST(WeightMass, hand_computed_ranking_of_two_labels) {
  Matrix weights(2, 4);
  weights << 5, 3, 2, 0,  // before: 0, .5, .8, 1
      0, 1, 1, 8;         // before: 1, .8, .9, 0
  const NeuronRanking ranking = rank(weights);
  EXPECT_EQ(ranking.score, (std::vector<double>{0, 0.5, 0.8, 0}));
  EXPECT_EQ(ranking.order, (std::vector<Index>{3, 0, 1, 2})) << "both first neurons score 0; 8/10 beats 5/10";
}

TEST(WeightMass, equal_neurons_stand_in_order_of_id) {
  const NeuronRanking ranking = rank(Matrix::Ones(3, 5));
  EXPECT_EQ(ranking.order, (std::vector<Index>{0, 1, 2, 3, 4}));
  EXPECT_EQ(rank(Matrix::Zero(2, 3)).order, (std::vector<Index>{0, 1, 2}));
}

TEST(WeightMass, chunks_equal_the_authors_toolkit_on_exact_weights) {
  const auto golden = test::read_json(NEURANK_TEST_DATA "/neurox/neurox_ordering.json");
  const Matrix weights = test::to_matrix(golden["weights"]);  // multiples of 1/1024: their float32 sums are exact
  const NeuronRanking ranking = rank(weights);
  const std::vector<Index> theirs = golden["ordering_stride100"];
  const std::vector<std::size_t> cutoffs = golden["cutoffs_stride100"];
  for (std::size_t step = 0; step < cutoffs.size(); ++step) {
    const std::set<Index> expected(theirs.begin(), theirs.begin() + cutoffs[step]);
    std::set<Index> ours;
    for (Index n = 0; n < weights.cols(); ++n)
      if (ranking.score[n] == 0 || ranking.score[n] < static_cast<double>(step) / 100) ours.insert(n);
    EXPECT_EQ(ours, expected) << "at " << step << " % of the mass";
    const auto first = top(ranking, static_cast<Index>(cutoffs[step]));
    EXPECT_EQ(std::set<Index>(first.begin(), first.end()), expected);
  }
}

TEST(WeightMass, neurons_without_weight_come_last_the_nearest_to_one_first) {
  Matrix weights(2, 6);
  weights << 0, 3, 0, 0, 1, 0,  //
      0, 0, 0, 0, 2, 0;
  NeuronRanking ranking = rank_by_weight_mass({weights.data(), 2, 6});
  order_unweighted({weights.data(), 2, 6}, std::vector<double>{0.2, 0, 0.9, 0.1, 0, 0.5}, 1, ranking);
  EXPECT_EQ(std::vector<Index>(ranking.order.begin() + 2, ranking.order.end()), (std::vector<Index>{2, 5, 0, 3}));
  for (const Index n : {0, 2, 3, 5}) EXPECT_EQ(ranking.score[static_cast<std::size_t>(n)], 1);
  EXPECT_LT(ranking.score[1], 1);
}

TEST(WeightMass, neurons_as_near_as_each_other_are_not_ordered_by_id) {
  const Matrix weights = Matrix::Zero(2, 50);
  std::vector<std::vector<Index>> orders;
  for (const std::uint64_t seed : {1, 1, 2}) {
    NeuronRanking ranking = rank_by_weight_mass({weights.data(), 2, 50});
    order_unweighted({weights.data(), 2, 50}, {}, seed, ranking);
    orders.push_back(ranking.order);
  }
  EXPECT_EQ(orders[0], orders[1]);
  EXPECT_NE(orders[0], orders[2]);
  EXPECT_FALSE(std::is_sorted(orders[0].begin(), orders[0].end()));
}

}  // namespace
}  // namespace neurank::ranking
