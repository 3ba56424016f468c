#include <algorithm>
#include <map>

#include "analysis/moments.hpp"
#include "analysis/pretraining_runs.hpp"
#include "base/cast.hpp"
#include "probing/cell_metrics.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Repetitions;

/// A group of models on a task, by its runs.
struct Group {
  std::string name;
  bool is_trained;
  std::vector<CellMetrics> runs = {};
};

std::vector<Group> read_groups(const ProbingContext& context, const GroupsWork& work) {
  std::vector<Group> groups;
  for (const grid::Cell& cell : work.cells) {
    const auto& model = context.experiment.models[cell.model];
    auto group = std::ranges::find(groups, model.group, &Group::name);
    if (group == groups.end()) group = groups.insert(group, {model.group, !model.random_weights});
    group->runs.emplace_back(context, cell);
  }
  std::erase_if(groups, [](const Group& group) { return group.runs.size() < 2; });
  return groups;
}

/// A metric of all runs of a group, with draws of words where all have them. Nothing where one lacks a repetition.
struct Measurements {
  std::vector<Repetitions> runs;
  bool are_drawn = true;
};

std::optional<Measurements> measurements_of(const Group& group, const std::string& metric, Index repetitions) {
  Measurements found;
  for (const CellMetrics& run : group.runs) {
    const auto values = run.values().find(metric);
    if (values == run.values().end() || to_index(values->second.size()) != repetitions) return std::nullopt;
    found.are_drawn = found.are_drawn && run.has_draws(metric);
    Repetitions numbers{{}, analysis::Draws(repetitions, 0)};
    for (const auto& [repetition, value] : values->second) numbers.observed.push_back(value);
    found.runs.push_back(std::move(numbers));
  }
  if (found.are_drawn)
    for (std::size_t run = 0; run < found.runs.size(); ++run) found.runs[run] = group.runs[run].drawn(metric);
  return found;
}

std::vector<Value> columns_of(const std::optional<analysis::Interval>& interval) {
  return interval ? std::vector<Value>{interval->low, interval->high} : std::vector<Value>(2);
}

std::vector<Value> group_row(const report::CellName& names, const Group& group, const std::string& metric,
                             const Measurements& measured, Index clusters) {
  const auto mean = analysis::mean_of_runs(measured.runs, clusters);
  const auto spread = analysis::spread_of(measured.runs, clusters);
  std::vector<Value> row = {names.task, names.variant, group.name, metric, mean.value};
  for (const Value& bound : columns_of(mean.interval)) row.push_back(bound);
  row.insert(row.end(), {to_int64(measured.runs.size()), spread.runs, spread.starts, optional_value(spread.words),
                         group.is_trained ? report::trained_weights : report::untrained_weights});
  return row;
}

std::vector<Value> test_row(const report::CellName& names, const Group& a, const Group& b, const std::string& metric,
                            const analysis::RunEstimate& found) {
  std::vector<Value> row = {names.task, names.variant, a.name, b.name, metric, found.value};
  for (const Value& bound : columns_of(found.interval)) row.push_back(bound);
  row.insert(row.end(), {optional_value(found.p_value), Value(), to_int64(a.runs.size()), to_int64(b.runs.size())});
  return row;
}

/// The names of all metrics of a group's first run.
std::vector<std::string> metrics_of(const Group& group) {
  std::vector<std::string> names;
  for (const auto& [metric, values] : group.runs.front().values()) names.push_back(metric);
  return names;
}

}  // namespace

void compare_groups(const ProbingContext& context, const GroupsWork& work, const schedule::AtWork& at_work) {
  const std::vector<Group> groups = read_groups(context, work);
  const report::CellName names = cell_names(context.experiment, work.cell);
  const Index repetitions = context.experiment.repetitions;
  Table rows = report::empty_table("groups"), tests = report::empty_table("group_tests");
  for (std::size_t a = 0; a < groups.size(); ++a)
    for (const std::string& metric : metrics_of(groups[a])) {
      const auto measured = measurements_of(groups[a], metric, repetitions);
      if (!measured) continue;
      const Index clusters = groups[a].runs.front().clusters();
      rows.add_row(group_row(names, groups[a], metric, *measured, clusters));
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        const auto other = measurements_of(groups[b], metric, repetitions);
        if (!other || other->are_drawn != measured->are_drawn) continue;
        tests.add_row(test_row(names, groups[a], groups[b], metric,
                               analysis::difference_of_runs(measured->runs, other->runs, clusters)));
      }
    }
  write_unit(context, work.cell, schedule::Stage::report, groups_part,
             {.attributes = {}, .tables = {{"groups", rows}, {"group_tests", tests}}, .arrays = {}}, at_work);
}

}  // namespace neurank::probing
