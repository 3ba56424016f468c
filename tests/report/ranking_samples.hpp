#pragma once

#include <string>
#include <vector>

#include "analysis/agreement.hpp"
#include "analysis/kinds.hpp"
#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "ranking/ranking_method.hpp"
#include "report/cell_name.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"

namespace neurank::report::test {

/// Rankings of a cell, all by default, as judges see them.
struct MadeUpRankings {
  std::vector<std::string> methods = all_names<ranking::Method>();
  std::int64_t neurons = 2000;
  std::vector<std::string> labels = {"NN"};
};

/// An accuracy, another one for each ranking, judge and size: 0.3 to 0.9.
inline double made_up_accuracy(std::size_t method, bool is_linear, std::int64_t n) {
  return 0.3 + 0.4 / (1 + to_double(method)) + (is_linear ? 0.1 : 0) + 0.1 * to_double(n) / (100 + to_double(n));
}

/// Rows of a cell in the four tables of rankings, as many as a run has.
inline void add_rankings(const CellName& cell, const MadeUpRankings& made_up, Tables& tables) {
  const auto& [methods, neurons, labels] = made_up;
  const auto add = [&](const char* table, std::vector<Value> values) {
    values.insert(values.begin(), {cell.model, cell.task, cell.variant});
    tables.at(table).add_row(std::move(values));
  };
  for (const std::int64_t n : analysis::judged_sizes(neurons, true)) {
    const double share = to_double(n) / to_double(neurons), chance = analysis::expected_jaccard(n, n, neurons);
    for (std::size_t a = 0; a < methods.size(); ++a) {
      for (const analysis::Judge judge : all_of<analysis::Judge>()) {
        const bool is_linear = judge == analysis::Judge::linear;
        const double found = made_up_accuracy(a, is_linear, n);
        if (is_linear || n <= 100)
          add("ranking_judges", {methods[a], name_of(judge), n, share, found, found - 0.02, found + 0.02, found - 0.2,
                                 is_linear ? Value(found / 2) : Value(), is_linear ? Value(found / 4) : Value()});
      }
      for (const std::string& label : labels)
        add("ranking_labels", {methods[a], label, std::int64_t{70}, n, 0.75, Value()});
      for (std::size_t b = a + 1; b < methods.size(); ++b)
        add("ranking_agreement", {methods[a], methods[b], n, 1 / (1 + to_double(a + b)), chance});
      const Value agreed = methods.size() > 1 ? Value(0.5) : Value();
      add("ranking_methods", {methods[a], n, agreed, agreed, Value(), Value(), chance});
    }
  }
}

}  // namespace neurank::report::test
