#include "report/table_queries.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::report {
namespace {

double number_of(const Table& table, std::size_t row, const std::string& column) {
  const bool whole = table.columns()[table.column(column)].type == ColumnType::integer;
  return whole ? to_double(table.integer(row, column)) : table.real(row, column);
}

template <class Item>
void add_new(const Item& item, std::vector<Item>& items) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
}

}  // namespace

CellTables::CellTables(const Table& table) : empty_(table.columns()) {
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    const CellName cell{table.text(row, "model"), table.text(row, "task"), table.text(row, "variant")};
    const auto [found, is_new] = tables_.try_emplace(cell.name(), empty_);
    if (is_new) cells_.push_back(cell);
    found->second.add_row(table.rows()[row]);
  }
}

const Table& CellTables::of(const CellName& cell) const {
  const auto found = tables_.find(cell.name());
  return found == tables_.end() ? empty_ : found->second;
}

std::optional<std::size_t> test_baselines(const Table& baselines) {
  for (std::size_t row = 0; row < baselines.num_rows(); ++row)
    if (parse<analysis::Measured>(baselines.text(row, "split")) == analysis::Measured::test) return row;
  return std::nullopt;
}

std::vector<std::size_t> rows_with(const Table& table, const std::vector<std::pair<std::string, std::string>>& texts) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (std::ranges::all_of(texts, [&](const auto& one) {
          const auto& [column, wanted] = one;
          return wanted.empty() || (!table.is_empty(row, column) && table.text(row, column) == wanted);
        }))
      rows.push_back(row);
  return rows;
}

std::vector<std::string> distinct(const Table& table, const std::string& column, const std::vector<std::size_t>& rows) {
  std::vector<std::string> values;
  for (const std::size_t row : rows) add_new(table.text(row, column), values);
  return values;
}

std::vector<std::string> distinct(const Table& table, const std::string& column) {
  return distinct(table, column, rows_with(table, {}));
}

std::vector<std::int64_t> distinct_integers(const Table& table, const std::string& column,
                                            const std::vector<std::size_t>& rows) {
  std::vector<std::int64_t> values;
  for (const std::size_t row : rows) add_new(table.integer(row, column), values);
  return values;
}

std::vector<double> distinct_reals(const Table& table, const std::string& column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < table.num_rows(); ++row) add_new(table.real(row, column), values);
  return values;
}

bool is_of_delta(const Table& table, std::size_t row, double delta) {
  return !table.is_empty(row, "delta") && table.real(row, "delta") == delta;
}

Samples by_seed(const Table& table, const std::string& column, const std::function<bool(std::size_t)>& selects) {
  std::map<std::int64_t, std::pair<double, int>> sums;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    if (!selects(row) || table.is_empty(row, column)) continue;
    auto& [sum, count] = sums[table.integer(row, "seed")];
    sum += number_of(table, row, column);
    ++count;
  }
  Samples samples;
  for (const auto& [seed, sum] : sums) samples.push_back(sum.first / sum.second);
  return samples;
}

double mean_of(const Samples& values) {
  NEURANK_EXPECT(!values.empty());
  return std::accumulate(values.begin(), values.end(), 0.0) / to_double(values.size());
}

}  // namespace neurank::report
