#include <algorithm>
#include <map>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "probing/probing.hpp"
#include "probing/uncertainty.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Repetitions;
using schedule::Stage;

/// What a reduced cell tells of its metrics.
struct CellMetrics {
  std::map<std::string, std::map<Index, double>> values;  ///< by metric and repetition
  std::map<std::string, Matrix> right;                    ///< of metrics by words
  Vector test_words;
};

CellMetrics read_metrics(const ProbingContext& context, const grid::Cell& cell) {
  const auto is_metrics = [](const std::string& name) { return name == "metrics"; };
  const auto unit =
      store::read_results(context.folder.unit(context.experiment, cell, Stage::reduce, ""), {.tables = is_metrics});
  CellMetrics found{{}, {}, to_test_words(unit)};
  const Table& metrics = unit.tables.at("metrics");
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    found.values[metrics.text(row, "metric")][metrics.integer(row, "seed")] = metrics.real(row, "value");
  for (WordMetric& metric : to_word_metrics(unit)) found.right[metric.name] = std::move(metric.right);
  return found;
}

/// Differences of a metric, over the repetitions in which both cells have it.
std::vector<double> differences(const std::map<Index, double>& a, const std::map<Index, double>& b) {
  std::vector<double> found;
  for (const auto& [repetition, value] : a)
    if (const auto other = b.find(repetition); other != b.end()) found.push_back(value - other->second);
  return found;
}

/// The interval and p-value of a difference, as columns.
std::vector<Value> columns_of(const std::optional<analysis::Interval>& interval, std::optional<double> p_value,
                              const char* over) {
  if (!interval) return {Value(), Value(), Value(), Value(), Value()};
  return {interval->low, interval->high, optional_value(p_value), Value(), over};
}

}  // namespace

std::string comparison_part(const grid::Experiment& experiment, const CompareWork& work) {
  return experiment.models[work.other.model].name;
}

void compare_cells(const ProbingContext& context, const CompareWork& work) {
  const CellMetrics a = read_metrics(context, work.cell), b = read_metrics(context, work.other);
  const auto draw_a = resampling_of(context, work.cell, Measured::test, a.test_words);
  const auto draw_b = resampling_of(context, work.other, Measured::test, b.test_words);
  const auto by_words = [&](const std::string& metric) {
    const auto repetitions = [&](const CellMetrics& cell, const analysis::Resampling& draws) {
      const analysis::ClusterCounts counts{cell.right.at(metric), cell.test_words};
      return Repetitions{analysis::ratios(counts), draws.ratios(counts)};
    };
    return analysis::draws_of_mean(repetitions(a, *draw_a) - repetitions(b, *draw_b), draw_a->clusters(),
                                   repetitions_seed(context));
  };
  const auto names_a = cell_names(context.experiment, work.cell), names_b = cell_names(context.experiment, work.other);
  Table table = report::empty_table("architecture_tests");
  for (const auto& [metric, values] : a.values) {
    if (!b.values.contains(metric)) continue;
    const std::vector<double> paired = differences(values, b.values.at(metric));
    if (paired.empty()) continue;
    std::vector<Value> row = {names_a.task,  names_a.variant, names_a.model,
                              names_b.model, metric,          analysis::mean(paired)};
    const bool is_drawn = draw_a && draw_b && a.right.contains(metric) && b.right.contains(metric);
    std::vector<Value> more;
    if (is_drawn) {
      const auto draws = by_words(metric);
      more = columns_of(analysis::interval_of(draws), analysis::p_value(draws), name_of_sample(paired.size()));
    } else {
      more = columns_of(analysis::student_interval(paired), std::nullopt, over_repetitions);
    }
    row.insert(row.end(), more.begin(), more.end());
    table.add_row(std::move(row));
  }
  write_unit(context, work.cell, Stage::report, comparison_part(context.experiment, work),
             {.attributes = {}, .tables = {{"architecture_tests", table}}, .arrays = {}});
}

}  // namespace neurank::probing
