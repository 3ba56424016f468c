#include "report/findings_parts.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace neurank::report {
namespace {

std::optional<double> real(const Table& table, std::size_t row, const char* column) {
  return table.is_empty(row, column) ? std::nullopt : std::optional(table.real(row, column));
}

TestedPair tested_pair(const Table& table, std::size_t row, const char* first, const char* second) {
  return {table.text(row, "task"),
          table.text(row, "variant"),
          table.text(row, first),
          table.text(row, second),
          {table.real(row, "difference"), real(table, row, "ci_low"), real(table, row, "ci_high"),
           table.real(row, "p_adjusted")}};
}

}  // namespace

CellPointers those(const Cells& cells, const std::function<bool(const CellFacts&)>& selects) {
  CellPointers selected;
  for (const CellFacts& cell : cells)
    if (selects(cell)) selected.push_back(&cell);
  return selected;
}

Extremes extremes(const CellPointers& cells, const std::function<double(const CellFacts&)>& value) {
  NEURANK_EXPECT(!cells.empty());
  const auto of = [&](const CellFacts* cell) { return value(*cell); };
  return {*std::ranges::min_element(cells, {}, of), *std::ranges::max_element(cells, {}, of)};
}

std::vector<TestedPair> tested_models(const std::map<std::string, Table>& tables) {
  const Table& table = tables.at("architecture_tests");
  std::vector<TestedPair> pairs;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (!table.is_empty(row, "p_adjusted")) pairs.push_back(tested_pair(table, row, "model_a", "model_b"));
  return pairs;
}

std::vector<TestedGroups> tested_groups(const std::map<std::string, Table>& tables) {
  const Table& table = tables.at("group_tests");
  std::vector<TestedGroups> tests;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (!table.is_empty(row, "p_adjusted"))
      tests.push_back({tested_pair(table, row, "group_a", "group_b"), table.text(row, "metric")});
  return tests;
}

}  // namespace neurank::report
