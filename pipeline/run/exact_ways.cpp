#include "run/exact_ways.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "probing/memory.hpp"

namespace neurank::run {
namespace {

ExactWay way_of(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell) {
  const TaskFacts& task = facts.tasks[cell.task];
  const Index words = task.split(corpus::Split::train);
  ExactWay way = {.cell = grid::cell_names(experiment, cell).name(),
                  .neurons = facts.models[cell.model].shape.neurons()};
  const std::uint64_t column = to_uint64(words) * sizeof(float);
  const std::uint64_t fit = probing::kept_columns_bytes(experiment) / std::max<std::uint64_t>(1, column);
  way.kept = to_index(std::min(fit, to_uint64(way.neurons)));
  way.bytes =
      to_uint64(way.neurons) * (way.keeps_all() ? column : to_uint64(words) * probing::row_bytes(experiment, 1));
  way.flops = 4 * to_double(words) * to_double(way.neurons) * to_double(task.labels);
  return way;
}

}  // namespace

std::vector<ExactWay> exact_ways(const grid::Experiment& experiment, const Facts& facts,
                                 const std::vector<grid::Cell>& cells) {
  std::vector<ExactWay> ways;
  for (const grid::Cell& cell : cells)
    if (experiment.variants[cell.variant].probe.is_exact()) ways.push_back(way_of(experiment, facts, cell));
  return ways;
}

std::string exact_text(const std::vector<ExactWay>& ways) {
  std::vector<ExactWay> keep, read;
  for (const ExactWay& way : ways) (way.keeps_all() ? keep : read).push_back(way);
  std::string text;
  if (!keep.empty())
    text += "exact     " + counted(keep.size(), "cell") + " with all columns in memory, " +
            bytes_text(std::ranges::max(keep, {}, &ExactWay::bytes).bytes) + " a rank at most\n";
  if (!read.empty()) {
    const ExactWay most = std::ranges::max(read, {}, &ExactWay::flops);
    text += "exact     " + counted(read.size(), "cell") +
            " with columns that are read in each pass, but for those at work: " + most.cell + ", " +
            bytes_text(most.bytes) + " and " + formatted("%.3g", most.flops / 1e12) + " Tflop a pass, up to " +
            std::to_string(most.kept) + " of " + std::to_string(most.neurons) + " in memory\n";
  }
  return text;
}

}  // namespace neurank::run
