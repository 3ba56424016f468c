#include "report/tested_contrasts.hpp"

#include <algorithm>
#include <vector>

#include "analysis/resampling.hpp"
#include "base/text.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {

std::optional<std::string> tested_metric(const std::map<std::string, Table>& tables) {
  const std::vector<double> deltas = distinct_reals(tables.at("minimal"), "delta");
  if (deltas.empty()) return std::nullopt;
  return "retrained_gap@" + to_text(*std::ranges::min_element(deltas));
}

void adjust_p_values(std::map<std::string, Table>& tables) {
  const auto metric = tested_metric(tables);
  Table& table = tables.at("architectures");
  std::vector<std::size_t> tested;
  std::vector<double> p_values;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    if (table.text(row, "metric") != metric || table.is_empty(row, "p_value")) continue;
    tested.push_back(row);
    p_values.push_back(table.real(row, "p_value"));
  }
  const std::vector<double> adjusted = analysis::holm_adjusted(p_values);
  Table with(table.columns());
  for (std::size_t row = 0, next = 0; row < table.num_rows(); ++row) {
    std::vector<Value> values = table.rows()[row];
    if (next < tested.size() && tested[next] == row) values[table.column("p_adjusted")] = adjusted[next++];
    with.add_row(std::move(values));
  }
  table = std::move(with);
}

}  // namespace neurank::report
