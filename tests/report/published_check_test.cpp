#include "report/published_check.hpp"

#include <gtest/gtest.h>

#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

const CellName pos = {"bert", "any name", "raw"};
const PublishedPlace place = {"bert", 9984, PublishedTask::pos, "ptb", "squared"};

/// The tables of one cell, as the reduction has them.
std::map<std::string, Table> tables_of_bert() {
  std::map<std::string, Table> tables;
  for (const auto& [name, table] : test::small_results()) {
    tables[name] = empty_table(name);
    for (std::size_t row = 0; row < table.num_rows(); ++row)
      if (name != "architecture_tests" && table.text(row, "model") == "bert") tables[name].add_row(table.rows()[row]);
  }
  return tables;
}

/// Rows whose numbers are those of the paper of 2020.
std::map<std::string, std::size_t> rows_by_quantity(const Table& table) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (table.text(row, "source").starts_with("EMNLP 2020")) rows[table.text(row, "quantity")] = row;
  return rows;
}

TEST(Published, numbers_stand_beside_the_measured_ones) {
  const Table table = published_rows(pos, place, tables_of_bert());
  const auto rows = rows_by_quantity(table);
  const std::size_t all = rows.at("accuracy_all"), neurons = rows.at("neurons@0.5");
  EXPECT_DOUBLE_EQ(table.real(all, "published"), 96.04);
  EXPECT_NEAR(table.real(all, "measured"), 90, 1e-9);
  EXPECT_NEAR(table.real(all, "difference"), -6.04, 1e-9);
  EXPECT_EQ(table.text(all, "source"), "EMNLP 2020 table 1");
  EXPECT_EQ(table.text(all, "corpus"), "ptb");
  EXPECT_EQ(table.text(all, "ridge"), "squared");
  EXPECT_DOUBLE_EQ(table.real(neurons, "published"), 400);
  EXPECT_DOUBLE_EQ(table.real(neurons, "measured"), 15);
  EXPECT_NEAR(table.real(rows.at("masked_random"), "measured"), 50, 1e-9) << "draws and seeds of the paper's share";
  EXPECT_FALSE(rows.contains("masked_bottom")) << "was not measured";
}

TEST(Published, are_shown_for_their_own_model_and_task_alone) {
  const auto rows = [](const PublishedPlace& of) { return published_rows(pos, of, tables_of_bert()).num_rows(); };
  EXPECT_GT(rows(place), 0u);
  PublishedPlace other = place;
  other.neurons = 1280;
  EXPECT_EQ(rows(other), 0u);
  other = place;
  other.family = "gpt2";
  EXPECT_EQ(rows(other), 0u);
  other.family = "xlnet";
  EXPECT_GT(rows(other), 0u);
}

}  // namespace
}  // namespace neurank::report
