#include "analysis/stability.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using ranking::NeuronRanking;

TEST(Stability, by_hand) {
  const std::vector<NeuronRanking> rankings = {
      {{0, 1, 2, 3}, {1, 2, 3, 4}}, {{1, 0, 2, 3}, {2, 1, 3, 4}}, {{3, 2, 1, 0}, {4, 3, 2, 1}}};
  const auto rows = stability(rankings, std::vector<Index>{1, 2, 4});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].k, 2);
  EXPECT_EQ(rows[1].pairs, 3);
  EXPECT_DOUBLE_EQ(*rows[0].jaccard, 0);
  EXPECT_DOUBLE_EQ(*rows[1].jaccard, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*rows[2].jaccard, 1);
  // Two random pairs of four: 2 in common with probability 1/6, 1 with 4/6 (Jaccard 1/3).
  EXPECT_DOUBLE_EQ(rows[1].jaccard_chance, 1.0 / 6 + 4.0 / 6 / 3);
  EXPECT_DOUBLE_EQ(*rows[0].kendall, (4.0 / 6 - 1 - 4.0 / 6) / 3);
  EXPECT_DOUBLE_EQ(*rows[0].spearman, (0.8 - 1 - 0.8) / 3);
  EXPECT_GT(*rows[0].rank_biased_overlap, 0.9) << "of four neurons most agree below the first depths";
  EXPECT_LT(*rows[0].rank_biased_overlap, 1);
}

TEST(Stability, a_single_repetition_has_no_pairs) {
  const std::vector<NeuronRanking> rankings = {{{0, 1}, {1, 2}}};
  const auto rows = stability(rankings, std::vector<Index>{1});
  EXPECT_EQ(rows[0].pairs, 0);
  EXPECT_EQ(rows[0].jaccard, std::nullopt);
  EXPECT_EQ(rows[0].rank_biased_overlap, std::nullopt);
  EXPECT_EQ(rows[0].kendall, std::nullopt);
  EXPECT_DOUBLE_EQ(rows[0].jaccard_chance, 1.0 / 2);
}

TEST(Stability, equal_scores_are_no_agreement) {
  const std::vector<NeuronRanking> rankings = {{{0, 1, 2}, {1, 1, 1}}, {{0, 1, 2}, {1, 2, 3}}};
  const auto rows = stability(rankings, std::vector<Index>{2});
  EXPECT_EQ(rows[0].kendall, std::nullopt);
  EXPECT_EQ(rows[0].spearman, std::nullopt);
}

TEST(Stability, random_rankings_agree_as_by_chance) {
  Random random(5);
  const Index neurons = 400;
  std::vector<NeuronRanking> rankings(40);
  for (auto& ranking : rankings) {
    ranking.order = sample_without_replacement(neurons, neurons, random);
    random.shuffle(ranking.order);
    ranking.score.resize(neurons);
    for (Index rank = 0; rank < neurons; ++rank) ranking.score[ranking.order[rank]] = static_cast<double>(rank);
  }
  for (const Stability& row : stability(rankings, std::vector<Index>{20, 100, 200})) {
    // Sd of one pair's Jaccard is below 0.05; pairs of independent random rankings are uncorrelated.
    EXPECT_NEAR(*row.jaccard, row.jaccard_chance, 4 * 0.05 / std::sqrt(780.0)) << row.k;
    EXPECT_NEAR(*row.spearman, 0, 4 / std::sqrt(399.0 * 780)) << "variance of rho is 1 / (N - 1)";
    EXPECT_NEAR(*row.kendall, 0, 4 / std::sqrt(900.0 * 780)) << "and of tau about 4 / (9 N)";
  }
}

}  // namespace
}  // namespace neurank::analysis
