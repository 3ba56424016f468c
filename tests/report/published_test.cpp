#include "report/published.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

namespace neurank::report {
namespace {

/// Quantity by family and task.
double value_of(const Table& table, const std::string& family, const std::string& task, const std::string& quantity) {
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (table.text(row, "family") == family && table.text(row, "task") == task &&
        table.text(row, "quantity") == quantity)
      return table.real(row, "value");
  return -1;
}

TEST(Published, numbers_are_those_of_the_papers) {
  const Table table = published_results();
  EXPECT_EQ(value_of(table, "bert", "pos", "accuracy_all"), 96.04);
  EXPECT_EQ(value_of(table, "elmo", "ccg", "masked_bottom"), 30.32);
  EXPECT_EQ(value_of(table, "transformer-elmo", "ccg", "neurons@0.5"), 2365);
  EXPECT_EQ(value_of(table, "xlnet", "chunk", "lambda_l2"), 1e-4);
  EXPECT_EQ(value_of(table, "xlnet", "pos", "layer_2@0.5"), 165);
  EXPECT_EQ(value_of(table, "roberta", "sem", "retrained_random@1"), 91.17);
}

TEST(Published, every_paper_tells_a_number_once_and_shares_are_percent) {
  const Table table = published_results();
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    const std::string quantity = table.text(row, "quantity");
    EXPECT_TRUE(
        seen.emplace(table.text(row, "source"), table.text(row, "family"), table.text(row, "task"), quantity).second)
        << quantity;
    const bool share = quantity.starts_with("accuracy") || quantity.starts_with("masked") ||
                       quantity.starts_with("retrained") || quantity.starts_with("selectivity");
    if (share) {
      EXPECT_GT(table.real(row, "value"), 1);
      EXPECT_LT(table.real(row, "value"), 100);
    }
  }
  EXPECT_EQ(seen.size(), 390u);
}

TEST(Published, layers_of_a_minimal_set_are_as_many_as_the_model_has) {
  const Table table = published_results();
  std::map<std::pair<std::string, std::string>, int> layers;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (table.text(row, "quantity").starts_with("layer_"))
      ++layers[{table.text(row, "family"), table.text(row, "task")}];
  for (const auto& [cell, count] : layers)
    EXPECT_EQ(count, cell.first == "elmo" ? 3 : cell.first == "transformer-elmo" ? 7 : 13) << cell.first << cell.second;
  EXPECT_EQ(layers.size(), 16u);
}

}  // namespace
}  // namespace neurank::report
