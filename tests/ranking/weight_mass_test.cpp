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

}  // namespace
}  // namespace neurank::ranking
