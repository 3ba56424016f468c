#include "ranking/neuron_ranking.hpp"

#include <gtest/gtest.h>

namespace neurank::ranking {
namespace {

TEST(NeuronRanking, count_of_rounds_down_but_keeps_one) {
  EXPECT_EQ(count_of(0.2, 48), 9);
  EXPECT_EQ(count_of(0.15, 640), 96);
  EXPECT_EQ(count_of(0.1, 9984), 998);
  EXPECT_EQ(count_of(0.001, 48), 1);
}

TEST(NeuronRanking, top_and_bottom_are_sorted_by_id) {
  const NeuronRanking ranking{{4, 1, 0, 3, 2}, {3, 2, 5, 4, 1}};
  EXPECT_EQ(top(ranking, 2), (std::vector<Index>{1, 4}));
  EXPECT_EQ(bottom(ranking, 3), (std::vector<Index>{0, 2, 3}));
  EXPECT_TRUE(top(ranking, 0).empty());
  EXPECT_TRUE(bottom(ranking, 0).empty());
}

TEST(NeuronRanking, merging_takes_mean_ranks_then_mean_scores) {
  const std::vector<NeuronRanking> rankings = {{{0, 1, 2, 3}, {0.0, 0.1, 0.2, 0.3}},
                                               {{2, 0, 1, 3}, {0.1, 0.4, 0.0, 0.9}}};
  const NeuronRanking merged = merge_by_rank(rankings);
  EXPECT_EQ(merged.score, (std::vector<double>{1.5, 2.5, 2, 4}));
  EXPECT_EQ(merged.order, (std::vector<Index>{0, 2, 1, 3}));
  const std::vector<NeuronRanking> tied = {{{0, 1}, {0.1, 0.2}}, {{1, 0}, {0.3, 0.05}}};
  EXPECT_EQ(merge_by_rank(tied).order, (std::vector<Index>{1, 0})) << "equal mean rank, lower mean score first";
}

}  // namespace
}  // namespace neurank::ranking
