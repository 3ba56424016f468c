#include "report/tested_contrasts.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "analysis/resampling.hpp"
#include "base/text.hpp"
#include "report/cell_name.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

/// The family's members in one of the tables: metrics, and whether a row has what it takes.
struct Members {
  const char* table;
  std::vector<std::string> metrics;
  std::function<bool(const Table& table, std::size_t row)> counts;
};

std::set<std::string> untrained_groups(const Tables& tables) {
  const Table& groups = tables.at("groups");
  std::set<std::string> names;
  for (std::size_t row = 0; row < groups.num_rows(); ++row)
    if (groups.text(row, "weights") == untrained_weights) names.insert(groups.text(row, "group"));
  return names;
}

std::vector<Members> family_of(const Tables& tables) {
  const std::vector<double> deltas = distinct_reals(tables.at("minimal"), "delta");
  if (deltas.empty()) return {};
  const double delta = *std::ranges::min_element(deltas);
  const std::string at = "@" + to_text(delta);
  const auto any = [](const Table&, std::size_t) { return true; };
  const auto has_rivals = [](const Table& table, std::size_t row) {  // a set of all neurons has none
    return table.is_empty(row, "ci_low") || table.real(row, "ci_low") != 0 || table.real(row, "ci_high") != 0;
  };
  const auto has_runs = [untrained = untrained_groups(tables)](const Table& table, std::size_t row) {
    return std::min(table.integer(row, "runs_a"), table.integer(row, "runs_b")) >= fewest_runs &&
           !untrained.contains(table.text(row, "group_a")) && !untrained.contains(table.text(row, "group_b"));
  };
  return {{"architectures", {tested_metric(delta)}, has_rivals},
          {"architecture_tests", {"accuracy"}, any},
          {"group_tests", {"accuracy", "fraction" + at, "layer_centre" + at}, has_runs}};
}

std::vector<std::size_t> rows_of(const Members& members, const Table& table) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (std::ranges::find(members.metrics, table.text(row, "metric")) != members.metrics.end() &&
        !table.is_empty(row, "p_value") && members.counts(table, row))
      rows.push_back(row);
  return rows;
}

/// @param adjusted begins with the p-values of these rows  @return where those of the next rows begin
const double* put(const std::vector<std::size_t>& rows, const double* adjusted, Table& table) {
  Table with(table.columns());
  for (std::size_t row = 0, next = 0; row < table.num_rows(); ++row) {
    std::vector<Value> values = table.rows()[row];
    if (next < rows.size() && rows[next] == row) values[table.column("p_adjusted")] = adjusted[next++];
    with.add_row(std::move(values));
  }
  table = std::move(with);
  return adjusted + rows.size();
}

}  // namespace

std::string tested_metric(double delta) { return "retrained_gap@" + to_text(delta); }

void adjust_p_values(Tables& tables) {
  const std::vector<Members> family = family_of(tables);
  std::vector<double> p_values;
  for (const Members& members : family) {
    const Table& table = tables.at(members.table);
    for (const std::size_t row : rows_of(members, table)) p_values.push_back(table.real(row, "p_value"));
  }
  const std::vector<double> adjusted = analysis::holm_adjusted(p_values);
  const double* next = adjusted.data();
  for (const Members& members : family) {
    Table& table = tables.at(members.table);
    next = put(rows_of(members, table), next, table);
  }
}

}  // namespace neurank::report
