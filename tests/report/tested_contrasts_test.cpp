#include "report/tested_contrasts.hpp"

#include <gtest/gtest.h>

#include "report/cell_name.hpp"
#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

TEST(TestedContrasts, are_adjusted_together_and_no_others) {
  auto tables = test::small_results();
  EXPECT_EQ(tested_metric(0.5), "retrained_gap@0.5");
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

TEST(TestedContrasts, of_cells_models_and_groups_are_one_family) {
  auto tables = test::small_results();
  for (const char* name : {"architectures", "architecture_tests", "group_tests"}) tables[name] = empty_table(name);
  tables["architectures"].add_row(
      {"a", "pos", "raw", "retrained_gap@0.5", 0.1, {}, {}, {}, std::int64_t{2}, 0.01, {}, {}});
  const auto add_models = [&](const char* metric, double p_value) {
    tables["architecture_tests"].add_row({"pos", "raw", "a", "b", metric, 0.1, {}, {}, p_value, {}, {}});
  };
  add_models("masked_gap", 0.0001);
  add_models("accuracy", 0.02);
  const auto add_groups = [&](const char* metric, std::int64_t runs, Value p_value) {
    tables["group_tests"].add_row({"pos", "raw", "g", "h", metric, 0.1, {}, {}, p_value, {}, std::int64_t{5}, runs});
  };
  add_groups("accuracy", 5, 0.001);
  add_groups("accuracy", 4, 0.001);
  add_groups("fraction@0.5", 5, 0.03);
  add_groups("fraction@1", 5, 0.03);
  add_groups("layer_centre@0.5", 6, Value());
  tables["group_tests"].add_row(
      {"pos", "raw", "g", "u", "accuracy", 0.1, {}, {}, 0.001, {}, std::int64_t{5}, std::int64_t{5}});
  tables["groups"].add_row(
      {"pos", "raw", "u", "accuracy", 0.5, {}, {}, std::int64_t{5}, 0.0, 0.0, {}, untrained_weights});
  adjust_p_values(tables);
  EXPECT_DOUBLE_EQ(tables["architectures"].real(0, "p_adjusted"), 3 * 0.01);
  EXPECT_TRUE(tables["architecture_tests"].is_empty(0, "p_adjusted"));
  EXPECT_DOUBLE_EQ(tables["architecture_tests"].real(1, "p_adjusted"), 2 * 0.02);
  const Table& groups = tables["group_tests"];
  EXPECT_DOUBLE_EQ(groups.real(0, "p_adjusted"), 4 * 0.001);
  EXPECT_DOUBLE_EQ(groups.real(2, "p_adjusted"), 0.04) << "not below that of a smaller p-value";
  for (const std::size_t row : {1, 3, 4, 5}) EXPECT_TRUE(groups.is_empty(row, "p_adjusted")) << row;
}

TEST(TestedContrasts, are_none_without_minimal_sets) {
  auto tables = test::small_results();
  tables["minimal"] = empty_table("minimal");
  adjust_p_values(tables);
  for (std::size_t row = 0; row < tables["architectures"].num_rows(); ++row)
    if (tables["architectures"].text(row, "metric") != "retrained_gap@0.5") {
      EXPECT_TRUE(tables["architectures"].is_empty(row, "p_adjusted"));
    }
}

}  // namespace
}  // namespace neurank::report
