#include "schedule/simulation.hpp"

#include <gtest/gtest.h>

namespace neurank::schedule {
namespace {

TEST(Simulation, units_begin_when_a_rank_is_free_and_those_before_are_done) {
  const std::vector<Unit> units = {
      {.id = "a", .cost = 3}, {.id = "b", .cost = 2, .after = {0}}, {.id = "c", .cost = 1}};
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {3, 2, 1}, 1), 6);
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {3, 2, 1}, 2), 5);
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {3, 2, 1}, 1'000'000), 5);
  EXPECT_DOUBLE_EQ(simulated_seconds({}, {}, 4), 0);
}

TEST(Simulation, ranks_without_a_unit_share_one) {
  const std::vector<Unit> units = {{.id = "a", .cost = 1}, {.id = "b", .cost = 9, .after = {0}, .most_ranks = 4}};
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {1, 6.8}, 1), 7.8);
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {1, 6.8}, 2), 1 + 6.8 / (2 * 0.85));
  EXPECT_DOUBLE_EQ(simulated_seconds(units, {1, 6.8}, 64), 1 + 6.8 / (4 * 0.85));
}

}  // namespace
}  // namespace neurank::schedule
