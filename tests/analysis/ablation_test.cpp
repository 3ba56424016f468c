#include "analysis/ablation.hpp"

#include <gtest/gtest.h>

namespace neurank::analysis {
namespace {

TEST(Ablation, sets_of_every_size_and_kind) {
  ranking::NeuronRanking ranking;
  for (Index n = 0; n < 20; ++n) {
    ranking.order.push_back(19 - n);
    ranking.score.push_back(0);
  }
  const auto sets = ablation_sets(ranking, {0.1, 0.25}, 2, 1);
  ASSERT_EQ(sets.size(), 8u);
  EXPECT_EQ(sets[0].kind, Kept::top);
  EXPECT_EQ(sets[0].neurons, (std::vector<Index>{18, 19}));
  EXPECT_EQ(sets[1].kind, Kept::bottom);
  EXPECT_EQ(sets[1].neurons, (std::vector<Index>{0, 1}));
  EXPECT_EQ(sets[3].kind, Kept::random);
  EXPECT_EQ(sets[3].draw, 2);
  EXPECT_EQ(sets[6].neurons.size(), 5u);
  EXPECT_NE(sets[6].neurons, sets[7].neurons);
  EXPECT_EQ(ablation_sets(ranking, {0.25}, 1, 1)[2].neurons, sets[6].neurons)
      << "a draw depends on its size and number";
}

}  // namespace
}  // namespace neurank::analysis
