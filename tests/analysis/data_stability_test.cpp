#include "analysis/data_stability.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

TEST(DataStability, by_hand) {
  const std::vector<HalfOrders> pairs = {{{0, 1, 2, 3}, {0, 2, 1, 3}}, {{0, 1, 3, 2}, {1, 0, 2, 3}}};
  EXPECT_EQ(selection_shares(pairs, 2), (std::vector<double>{1, 0.75, 0.25, 0}));
  const DataStability found = data_stability(pairs, 2);
  EXPECT_EQ(found.stable, (std::array<Index, 3>{2, 1, 1}));
  EXPECT_DOUBLE_EQ(found.false_bound[1], 4 / (0.6 * 4));
  EXPECT_DOUBLE_EQ(found.jaccard, (1.0 / 3 + 1) / 2);
  EXPECT_DOUBLE_EQ(found.jaccard_chance, 1.0 / 6 + 4.0 / 6 / 3);
}

TEST(DataStability, of_noise_is_at_chance) {
  Random random(1);
  const auto order = [&] {
    std::vector<Index> items(500);
    std::iota(items.begin(), items.end(), Index{0});
    random.shuffle(items);
    return items;
  };
  double jaccard = 0, chance = 0;
  for (int trial = 0; trial < 40; ++trial) {
    std::vector<HalfOrders> pairs;
    for (int pair = 0; pair < 25; ++pair) pairs.emplace_back(order(), order());
    const DataStability found = data_stability(pairs, 50);
    jaccard += found.jaccard / 40;
    chance = found.jaccard_chance;
    EXPECT_EQ(found.stable[0], 0) << "50 of 500 are never selected in 60 % of 50 halves";
  }
  EXPECT_NEAR(jaccard, chance, 0.003);
}

}  // namespace
}  // namespace neurank::analysis
