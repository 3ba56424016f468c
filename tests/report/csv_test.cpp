#include "report/csv.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report {
namespace {

Table sample() {
  Table table({{"model", ColumnType::text}, {"n", ColumnType::integer}, {"accuracy", ColumnType::real}});
  table.add_row({std::string("bert"), std::int64_t{-3}, 0.1});
  table.add_row({std::string("na\xc3\xafve, \"quoted\"\nline"), std::monostate{}, 1e-7});
  table.add_row({std::monostate{}, std::numeric_limits<std::int64_t>::max(), 1.0 / 3});
  return table;
}

constexpr const char* sample_csv =
    "model,n,accuracy\n"
    "bert,-3,0.1\n"
    "\"na\xc3\xafve, \"\"quoted\"\"\nline\",,1e-07\n"
    ",9223372036854775807,0.3333333333333333\n";

TEST(Csv, is_the_expected_text) { EXPECT_EQ(to_csv(sample()), sample_csv); }

TEST(Csv, does_not_depend_on_the_locale) {
  const char* german = std::setlocale(LC_ALL, "de_DE.UTF-8");
  const std::string csv = to_csv(sample());
  std::setlocale(LC_ALL, "C");
  if (german == nullptr) GTEST_SKIP() << "the locale de_DE.UTF-8 is not installed";
  EXPECT_EQ(csv, sample_csv);
}

TEST(Csv, quotes_what_needs_it_in_the_header_and_the_labels_of_tag_sets) {
  Table table({{"a,b", ColumnType::text}, {"c", ColumnType::text}});
  table.add_row({std::string("''"), std::string("\"")});
  table.add_row({std::string(" x "), std::string("\r")});
  EXPECT_EQ(to_csv(table), "\"a,b\",c\n'',\"\"\"\"\n x ,\"\r\"\n");
}

TEST(Csv, an_empty_table_is_its_header) {
  EXPECT_EQ(to_csv(Table({{"a", ColumnType::real}, {"b", ColumnType::text}})), "a,b\n");
}

TEST(Csv, write_csv_writes_the_text) {
  const test::ScratchFolder folder;
  const Table table = sample();
  write_csv(folder / "t.csv", TableParts::of(table));
  EXPECT_EQ(read_file(folder / "t.csv"), sample_csv);
}

TEST(Csv, parts_follow_each_other_under_one_header) {
  const test::ScratchFolder folder;
  const Table table = sample(), none(table.columns());
  const TableParts parts = {table.columns(), 3,
                            [&](std::size_t part) -> const Table& { return part == 1 ? none : table; }};
  write_csv(folder / "t.csv", parts);
  const std::string header = to_csv(none), csv = sample_csv;
  EXPECT_EQ(read_file(folder / "t.csv"), csv + csv.substr(header.size()));
}

TEST(Csv, write_csv_names_a_folder_that_is_missing) {
  const Table table = sample();
  EXPECT_THROW(write_csv("/nowhere/t.csv", TableParts::of(table)), Error);
}

}  // namespace
}  // namespace neurank::report
