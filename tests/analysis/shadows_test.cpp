#include "analysis/shadows.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

ranking::NeuronRanking order_of(std::vector<Index> order) { return {std::move(order), {}}; }

TEST(Shadows, are_as_many_as_neurons_or_three_times_a_thousand) {
  EXPECT_EQ(shadow_plan(480).shadows, 480);
  EXPECT_EQ(shadow_plan(2000).draws, 1);
  EXPECT_EQ(shadow_plan(9984).shadows, 1000);
  EXPECT_EQ(shadow_plan(9984).draws, 3);
}

TEST(Shadows, before_each_place_of_the_true_neurons) {
  EXPECT_EQ(shadows_before(order_of({2, 5, 0, 3, 4, 1}), 3), (std::vector<Index>{0, 1, 3}));
}

TEST(Shadows, real_neurons_are_those_that_noise_does_not_reach) {
  // 100 neurons of which the first 40 stand before all shadows, the others between them by turns.
  std::vector<Index> before(100, 0);
  for (Index place = 40; place < 100; ++place) before[to_size(place)] = place - 39;
  EXPECT_EQ(neurons_above_noise({before}, 100), 43) << "(1 + 3) / 100 * 100 / 43 = 0.093, then 5 / 44";
  EXPECT_EQ(neurons_above_noise({std::vector<Index>(9, 0)}, 9), 0) << "1 / 9 of the first nine may be noise";
}

/// Places of neurons and shadows that are all alike.
double share_with_real_ones(Index neurons) {
  constexpr int trials = 400;
  const auto [shadows, draws] = shadow_plan(neurons);
  Random random(3);
  int found = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<std::vector<Index>> before;
    for (Index draw = 0; draw < draws; ++draw) {
      std::vector<Index> order(to_size(neurons + shadows));
      std::iota(order.begin(), order.end(), Index{0});
      random.shuffle(order);
      before.push_back(shadows_before(order_of(order), neurons));
    }
    found += neurons_above_noise(before, shadows) > 0;
  }
  return to_double(found) / trials;
}

TEST(Shadows, find_no_real_neuron_in_noise) {
  for (const Index neurons : {50, 480, 2000, 9984}) EXPECT_LE(share_with_real_ones(neurons), 0.05) << neurons;
}

}  // namespace
}  // namespace neurank::analysis
