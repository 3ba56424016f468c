#include "base/table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace neurank {
namespace {

Table make() { return Table({{"name", ColumnType::text}, {"n", ColumnType::integer}, {"x", ColumnType::real}}); }

TEST(Table, keeps_rows_in_order) {
  Table table = make();
  table.add_row({std::string("a"), std::int64_t{1}, 0.5});
  table.add_row({std::monostate{}, std::monostate{}, std::monostate{}});
  ASSERT_EQ(table.rows().size(), 2u);
  EXPECT_EQ(std::get<std::string>(table.rows()[0][0]), "a");
  EXPECT_EQ(std::get<std::int64_t>(table.rows()[0][1]), 1);
  EXPECT_EQ(std::get<double>(table.rows()[0][2]), 0.5);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(table.rows()[1][2]));
}

TEST(Table, append_adds_the_rows_of_a_table_with_the_same_columns) {
  Table table = make(), other = make();
  table.add_row({std::string("a"), std::int64_t{1}, 0.5});
  other.add_row({std::string("b"), std::int64_t{2}, 1.5});
  table.append(other);
  ASSERT_EQ(table.rows().size(), 2u);
  EXPECT_EQ(std::get<std::string>(table.rows()[1][0]), "b");
}

TEST(Table, column_finds_a_name_or_throws) {
  EXPECT_EQ(make().column("n"), 1u);
  EXPECT_THROW(make().column("m"), std::out_of_range);
}

#ifndef NDEBUG
TEST(Table, refuses_rows_that_do_not_fit) {
  Table table = make();
  EXPECT_THROW(table.add_row({std::string("a")}), std::logic_error) << "too short";
  EXPECT_THROW(table.add_row({std::string("a"), 1.0, 0.5}), std::logic_error) << "a real number in an integer column";
  EXPECT_THROW(table.add_row({std::int64_t{1}, std::int64_t{1}, 0.5}), std::logic_error) << "a number in a text column";
  EXPECT_TRUE(table.rows().empty());
}

TEST(Table, append_refuses_other_columns) {
  Table table = make();
  EXPECT_THROW(table.append(Table({{"name", ColumnType::text}})), std::logic_error);
  EXPECT_THROW(table.append(Table({{"name", ColumnType::text}, {"n", ColumnType::real}, {"x", ColumnType::real}})),
               std::logic_error);
}
#endif

}  // namespace
}  // namespace neurank
