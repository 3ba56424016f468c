#include "report/model_comparison.hpp"

#include <gtest/gtest.h>

#include "report/result_tables.hpp"

namespace neurank::report {
namespace {

Table metrics_of(const std::map<std::string, std::vector<double>>& models) {
  Table metrics = empty_table("metrics");
  for (const auto& [model, values] : models)
    for (std::size_t i = 0; i < values.size(); ++i)
      metrics.add_row({model, "pos", "raw", static_cast<std::int64_t>(i + 1), "gini", values[i]});
  return metrics;
}

TEST(CompareModels, every_pair_is_compared_once_on_every_metric) {
  const Table table = compare_models(metrics_of({{"a", {1, 2, 3}}, {"b", {11, 12, 13}}, {"c", {1, 2, 3}}}), 1);
  ASSERT_EQ(table.num_rows(), 3u);
  EXPECT_EQ(table.text(0, "model_a") + table.text(0, "model_b"), "ab");
  EXPECT_DOUBLE_EQ(table.real(0, "difference"), -10);
  // of the 20 ways to part six values, two are as far apart
  EXPECT_DOUBLE_EQ(table.real(0, "p_value"), 0.1);
  EXPECT_LT(table.real(0, "ci_high"), 0);
  EXPECT_EQ(table.text(1, "model_a") + table.text(1, "model_b"), "ac");
  EXPECT_DOUBLE_EQ(table.real(1, "difference"), 0);
  EXPECT_DOUBLE_EQ(table.real(1, "p_value"), 1);
}

TEST(CompareModels, one_repetition_gives_a_difference_without_interval) {
  const Table table = compare_models(metrics_of({{"a", {1}}, {"b", {3}}}), 1);
  ASSERT_EQ(table.num_rows(), 1u);
  EXPECT_DOUBLE_EQ(table.real(0, "difference"), -2);
  EXPECT_TRUE(table.is_empty(0, "ci_low"));
}

TEST(CompareModels, does_not_depend_on_other_metrics_or_models) {
  const auto pair = compare_models(metrics_of({{"a", {1, 2, 4}}, {"c", {2, 4, 8}}}), 5);
  const auto three = compare_models(metrics_of({{"a", {1, 2, 4}}, {"b", {0, 0, 9}}, {"c", {2, 4, 8}}}), 5);
  EXPECT_EQ(pair.rows()[0], three.rows()[1]);
}

}  // namespace
}  // namespace neurank::report
