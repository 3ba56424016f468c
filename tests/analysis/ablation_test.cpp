#include "analysis/ablation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

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

TEST(Ablation, orders_are_the_ranking_its_reverse_and_random_ones) {
  const ranking::NeuronRanking ranking{{3, 0, 2, 1}, {0, 0, 0, 0}};
  const auto orders = kept_orders(ranking, 2, 9);
  ASSERT_EQ(orders.size(), 4u);
  EXPECT_EQ(orders[0].order, (std::vector<Index>{3, 0, 2, 1}));
  EXPECT_EQ(orders[1].order, (std::vector<Index>{1, 2, 0, 3}));
  EXPECT_EQ(orders[3].order, random_order(4, 2, 9));
  EXPECT_TRUE(std::ranges::is_permutation(orders[2].order, orders[0].order));
}

TEST(Ablation, sizes_of_a_curve_run_from_one_to_all_at_equal_ratios) {
  EXPECT_EQ(curve_sizes(1), (std::vector<Index>{1}));
  EXPECT_EQ(curve_sizes(3), (std::vector<Index>{1, 2, 3}));
  const auto sizes = curve_sizes(9984);
  EXPECT_EQ(sizes.size(), 20u);
  EXPECT_EQ(sizes.front(), 1);
  EXPECT_EQ(sizes.back(), 9984);
  EXPECT_TRUE(std::ranges::is_sorted(sizes, std::less_equal()));
}

}  // namespace
}  // namespace neurank::analysis
