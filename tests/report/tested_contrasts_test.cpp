#include "report/tested_contrasts.hpp"

#include <gtest/gtest.h>

#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

TEST(TestedContrasts, are_adjusted_together_and_no_others) {
  auto tables = test::small_results();
  EXPECT_EQ(tested_metric(tables), "retrained_gap@0.5");
  Table& table = tables["architectures"];
  table = empty_table("architectures");
  const auto add = [&](const char* model, const char* metric, Value p_value) {
    table.add_row({model, "pos", "raw", metric, 0.1, {}, {}, {}, std::int64_t{2}, p_value, {}, {}});
  };
  add("a", "masked_gap", 0.001);
  add("a", "retrained_gap@0.5", 0.01);
  add("a", "retrained_gap@1", 0.001);
  add("b", "retrained_gap@0.5", 0.04);
  add("c", "retrained_gap@0.5", Value());
  adjust_p_values(tables);
  ASSERT_EQ(table.num_rows(), 5u);
  EXPECT_DOUBLE_EQ(table.real(1, "p_adjusted"), 0.02);
  EXPECT_DOUBLE_EQ(table.real(3, "p_adjusted"), 0.04);
  for (const std::size_t row : {0, 2, 4}) EXPECT_TRUE(table.is_empty(row, "p_adjusted")) << row;
}

TEST(TestedContrasts, are_none_without_minimal_sets) {
  auto tables = test::small_results();
  tables["minimal"] = empty_table("minimal");
  EXPECT_EQ(tested_metric(tables), std::nullopt);
  adjust_p_values(tables);
  for (std::size_t row = 0; row < tables["architectures"].num_rows(); ++row)
    if (tables["architectures"].text(row, "metric") != "retrained_gap@0.5") {
      EXPECT_TRUE(tables["architectures"].is_empty(row, "p_adjusted"));
    }
}

}  // namespace
}  // namespace neurank::report
