#include "report/table_queries.hpp"

#include <gtest/gtest.h>

namespace neurank::report {
namespace {

Table small_table() {
  Table table({{"model", ColumnType::text},
               {"task", ColumnType::text},
               {"variant", ColumnType::text},
               {"seed", ColumnType::integer},
               {"n", ColumnType::integer},
               {"value", ColumnType::real}});
  const auto add = [&](const char* model, std::int64_t seed, std::int64_t n, Value value) {
    table.add_row({model, "pos", "raw", seed, n, std::move(value)});
  };
  add("b", 2, 5, 0.5);
  add("a", 1, 3, 0.25);
  add("a", 1, 5, 0.75);
  add("a", 2, 7, 1.0);
  add("a", 2, 9, {});
  return table;
}

TEST(TableQueries, draws_are_averaged_within_their_repetition_and_empty_values_left_out) {
  const Table table = small_table();
  const auto selects = [&](std::size_t row) { return table.text(row, "model") == "a"; };
  EXPECT_EQ(by_seed(table, "value", selects), (Samples{0.5, 1.0}));
  EXPECT_EQ(by_seed(table, "n", selects), (Samples{4, 8})) << "integers are numbers, too";
  EXPECT_EQ(by_seed(table, "value", [](std::size_t) { return false; }), Samples{});
}

TEST(TableQueries, distinct_values_come_in_the_order_of_the_table) {
  const Table table = small_table();
  EXPECT_EQ(distinct(table, "model"), (std::vector<std::string>{"b", "a"}));
}

TEST(TableQueries, a_table_is_cut_into_those_of_its_cells) {
  const CellTables cells(small_table());
  ASSERT_EQ(cells.cells().size(), 2U);
  EXPECT_EQ(cells.cells()[0].name(), "b/pos/raw");
  EXPECT_EQ(cells.of({"b", "pos", "raw"}).num_rows(), 1U);
  const Table& a = cells.of({"a", "pos", "raw"});
  ASSERT_EQ(a.num_rows(), 4U);
  EXPECT_EQ(a.integer(3, "n"), 9) << "in their order";
  EXPECT_EQ(cells.of({"a", "pos", "zscored"}).num_rows(), 0U);
  EXPECT_EQ(cells.of({"a", "pos", "zscored"}).column("value"), 5U) << "of the same columns";
}

}  // namespace
}  // namespace neurank::report
