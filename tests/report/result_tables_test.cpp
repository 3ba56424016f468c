#include "report/result_tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>

#include "analysis/kinds.hpp"
#include "base/files.hpp"
#include "report/accuracy_rows.hpp"
#include "report/table_declarations.hpp"

namespace neurank::report {
namespace {

const std::filesystem::path docs = NEURANK_DOCS;

/// Long enough to say something, and fit for a line of a table in Markdown.
bool is_explanation(std::string_view text) {
  return text.size() >= 8 && text.find_first_of("|\n") == std::string_view::npos && text.front() != ' ' &&
         text.back() != ' ' && text.find("  ") == std::string_view::npos;
}

DeclaredTable declaration(std::string_view name) {
  const auto tables = table_declarations();
  return *std::ranges::find(tables, name, &DeclaredTable::name);
}

DeclaredColumn declaration(std::string_view table, std::string_view column) {
  const DeclaredTable found = declaration(table);
  return *std::ranges::find(found.columns, column, &DeclaredColumn::name);
}

TEST(ResultTables, every_table_and_column_is_explained) {
  for (const DeclaredColumn& column : cell_columns()) EXPECT_TRUE(is_explanation(column.meaning)) << column.name;
  for (const DeclaredTable& table : table_declarations()) {
    EXPECT_TRUE(is_explanation(table.rows)) << table.name;
    EXPECT_FALSE(table.columns.empty()) << table.name;
    for (const DeclaredColumn& column : table.columns)
      EXPECT_TRUE(is_explanation(column.meaning)) << table.name << ": " << column.name;
  }
}

TEST(ResultTables, names_are_given_once) {
  std::set<std::string_view> tables;
  for (const DeclaredTable& table : table_declarations()) {
    EXPECT_TRUE(tables.insert(table.name).second) << table.name;
    std::set<std::string_view> columns;
    if (table.about_cells)
      for (const DeclaredColumn& column : cell_columns()) columns.insert(column.name);
    for (const DeclaredColumn& column : table.columns)
      EXPECT_TRUE(columns.insert(column.name).second) << table.name << ": " << column.name;
  }
}

TEST(ResultTables, empty_tables_have_the_declared_columns_behind_the_cells_names) {
  for (const DeclaredTable& table : table_declarations()) {
    std::vector<Column> expected;
    if (table.about_cells)
      expected = {{"model", ColumnType::text}, {"task", ColumnType::text}, {"variant", ColumnType::text}};
    for (const DeclaredColumn& column : table.columns) expected.push_back({std::string(column.name), column.type});
    const Table empty = empty_table(std::string(table.name));
    EXPECT_EQ(empty.columns(), expected) << table.name;
    EXPECT_EQ(empty.num_rows(), 0u) << table.name;
  }
  EXPECT_THROW(empty_table("accuracies"), std::out_of_range);
}

TEST(ResultTables, tables_about_cells_are_in_the_order_of_all) {
  const std::vector<std::string> all = table_names(), of_cells = cell_table_names();
  EXPECT_EQ(of_cells.front(), "accuracy");
  EXPECT_EQ(of_cells.back(), "published");
  std::vector<std::string> others;
  auto next = of_cells.begin();
  for (const std::string& name : all)
    if (next != of_cells.end() && name == *next)
      ++next;
    else
      others.push_back(name);
  EXPECT_EQ(next, of_cells.end());
  EXPECT_EQ(others, (std::vector<std::string>{"ranking_tasks", "cards", "histograms", "top_words", "sentences",
                                              "label_means", "architecture_tests", "groups", "group_tests"}));
}

TEST(ResultTables, columns_of_words_explain_every_word) {
  const auto explains = [](std::string_view column, const std::vector<std::string>& words) {
    for (const std::string& word : words)
      EXPECT_NE(declaration("accuracy", column).meaning.find("`" + word + "`"), std::string_view::npos) << word;
  };
  explains("labels", all_names<analysis::Labels>());
  explains("split", all_names<analysis::Measured>());
  explains("neurons", all_names<analysis::Kept>());
  explains("how", all_names<analysis::Training>());
}

TEST(ResultTables, sections_that_the_page_names_are_there) {
  const auto all = [](const std::string& text, const char* pattern) {
    const std::regex regex(pattern, std::regex::ECMAScript | std::regex::multiline);
    std::set<std::string> found;
    for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i) found.insert((*i)[1]);
    return found;
  };
  const auto sections = all(read_file(docs / "method.md"), R"(^###? (\d+(?:\.\d+)?)\.? )");
  const auto named = all(tables_reference(), R"(§(\d[\w.]*\w|\w))");
  EXPECT_GT(named.size(), 20u);
  for (const std::string& section : named) EXPECT_TRUE(sections.contains(section)) << section;
}

TEST(ResultTables, an_accuracy_of_no_words_is_an_empty_field) {
  Table accuracy = empty_table("accuracy");
  for (const auto value : {std::optional<double>(), std::optional<double>(0.25)})
    accuracy.add_row(cell_row({"m", "t", "v"}, values_of({.split = analysis::Measured::test, .accuracy = value})));
  EXPECT_TRUE(accuracy.is_empty(0, "accuracy"));
  EXPECT_EQ(accuracy_row(accuracy, 0).accuracy, std::nullopt);
  EXPECT_EQ(mean_test_accuracy(accuracy, {analysis::Labels::task, analysis::Kept::all, analysis::Training::full},
                               [](std::size_t) { return true; }),
            0.25)
      << "no words, no part of a mean";
}

TEST(ResultTables, docs_have_the_reference) {
  const auto page = docs / "tables.md";
  if (std::getenv("NEURANK_REMAKE") != nullptr) write_file(page, tables_reference());
  EXPECT_EQ(std::filesystem::exists(page) ? read_file(page) : "", tables_reference())
      << "docs/tables.md is not what the declarations of the tables say. To make it again:\n"
         "    NEURANK_REMAKE=1 tests/run.sh -R report/result_tables_test";
}

}  // namespace
}  // namespace neurank::report
