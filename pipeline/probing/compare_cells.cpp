#include <algorithm>
#include <map>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "probing/cell_metrics.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using schedule::Stage;

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

void compare_cells(const ProbingContext& context, const CompareWork& work, const schedule::AtWork& at_work) {
  const CellMetrics a(context, work.cell), b(context, work.other);
  const auto names_a = cell_names(context.experiment, work.cell), names_b = cell_names(context.experiment, work.other);
  Table table = report::empty_table("architecture_tests");
  for (const auto& [metric, values] : a.values()) {
    const auto others = b.values().find(metric);
    if (others == b.values().end()) continue;
    const std::vector<double> paired = differences(values, others->second);
    if (paired.empty()) continue;
    std::vector<Value> row = {names_a.task,  names_a.variant, names_a.model,
                              names_b.model, metric,          analysis::mean(paired)};
    std::vector<Value> more = columns_of(analysis::student_interval(paired), std::nullopt, over_repetitions);
    if (a.has_draws(metric) && b.has_draws(metric)) {
      const auto draws =
          analysis::draws_of_mean(a.drawn(metric) - b.drawn(metric), a.clusters(), repetitions_seed(context));
      more = columns_of(analysis::interval_of(draws), analysis::p_value(draws), name_of_sample(paired.size()));
    }
    row.insert(row.end(), more.begin(), more.end());
    table.add_row(std::move(row));
  }
  write_unit(context, work.cell, Stage::report, comparison_part(context.experiment, work),
             {.attributes = {}, .tables = {{"architecture_tests", table}}, .arrays = {}}, at_work);
}

}  // namespace neurank::probing
