#include "report/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/result_tables.hpp"

namespace neurank::report {
namespace {

TEST(Summary, means_over_seeds_and_draws_of_the_largest_share_on_test) {
  Table accuracy = empty_table("accuracy");
  const auto add = [&](std::int64_t seed, const char* labels, const char* split, const char* neurons, const char* how,
                       double keep, Value draw, double value) {
    accuracy.add_row({"m", "t", "v", seed, labels, split, neurons, how, keep, std::int64_t{10}, draw, value, {}, {}});
  };
  for (std::int64_t seed : {1, 2}) {
    const double shift = seed == 1 ? 0.01 : -0.01;
    add(seed, "task", "test", "all", "full", 1, {}, 0.9 + shift);
    add(seed, "task", "dev", "all", "full", 1, {}, 0.1);
    add(seed, "control", "test", "all", "full", 1, {}, 0.7);
    add(seed, "task", "test", "top", "masked", 0.1, {}, 0.2);
    add(seed, "task", "test", "top", "masked", 0.2, {}, 0.8);
    add(seed, "task", "test", "random", "masked", 0.2, std::int64_t{1}, 0.4);
    add(seed, "task", "test", "random", "masked", 0.2, std::int64_t{2}, 0.5);
  }
  Table baselines = empty_table("baselines");
  const auto add_baselines = [&](const char* split, double majority, double word_majority) {
    std::vector<Value> row(baselines.columns().size());
    const std::vector<Value> first = {"m", "t", "v", split, majority, word_majority};
    std::ranges::copy(first, row.begin());
    baselines.add_row(row);
  };
  add_baselines("dev", 0, 0);
  add_baselines("test", 0.25, 0.5);
  const auto lines = summary({{"accuracy", accuracy}, {"baselines", baselines}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], (std::vector<std::string>{"m/t/v", "25.0", "50.0", "90.0", "80.0", "45.0", "-", "70.0", "20.0"}));
  EXPECT_EQ(lines[0].size(), summary_header().size());
}

}  // namespace
}  // namespace neurank::report
