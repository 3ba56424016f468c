#include <iostream>

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "grid/values.hpp"
#include "report/text_table.hpp"
#include "run/calibration.hpp"

namespace neurank::cli {
namespace {

using schedule::Stage;

constexpr int max_ranks = 1'000'000;

std::vector<Option> options() {
  return grid_options({text_option("ranks", "R", "number of MPI ranks to predict for", "1"),
                       text_option("threads", "C", "threads of each rank; 0: as the grid says", "0")});
}

void print_cells(const grid::Experiment& experiment, const run::Facts& facts, const std::vector<grid::Cell>& cells) {
  std::vector<std::vector<std::string>> lines;
  for (const auto& cell : cells) {
    const auto& task = facts.tasks[cell.task];
    lines.push_back({grid::cell_names(experiment, cell).name(),
                     std::to_string(facts.models[cell.model].shape.neurons()), std::to_string(task.labels),
                     std::to_string(task.split(corpus::Split::train)), std::to_string(task.split(corpus::Split::dev)),
                     std::to_string(task.split(corpus::Split::test))});
  }
  std::cout << report::text_table({"cell", "neurons", "labels", "train words", "dev words", "test words"}, lines)
            << '\n';
}

/// One line for each stage's units.
std::vector<std::string> stage_line(const run::Plan& plan, Stage stage) {
  std::size_t units = 0;
  double cost = 0;
  for (const auto& planned : plan) {
    if (planned.unit.stage != stage) continue;
    ++units;
    cost += planned.unit.cost;
  }
  return {name_of(stage), std::to_string(units), formatted("%.3g", cost / 1e12)};
}

int print_plan(const Call& call) {
  const auto experiment = read_grid(call.values);
  const int ranks = call.values.number<int>("ranks", 1, max_ranks);
  const auto asked = call.values.number<Index>("threads", 0, grid::max_threads);
  const auto placement = place(mpi::Communicator(), asked > 0 ? asked : experiment.resources.threads);
  run::Corpora corpora(experiment.corpora);
  const auto facts = run::read_facts(experiment, corpora);
  const auto cells = grid::expand_cells(experiment);
  const auto extractions = run::needed_extractions(experiment, cells);
  const auto extraction = run::plan_extraction(experiment, facts, extractions);
  const auto probing = run::plan_probing(experiment, facts, cells, Stage::reduce);

  print_cells(experiment, facts, cells);
  std::cout << report::text_table({"stage", "units", "Tflop"},
                                  {stage_line(extraction, Stage::extract), stage_line(probing, Stage::penalty),
                                   stage_line(probing, Stage::train), stage_line(probing, Stage::minimal),
                                   stage_line(probing, Stage::reduce)})
            << '\n';
  const auto speeds = run::calibrate(experiment, facts);
  std::cout << "disk      " << bytes_text(run::disk_bytes(experiment, facts, extractions)) << " of activations\n"
            << "memory    " << bytes_text(run::peak_memory(experiment, facts, cells)) << " a rank at most\n"
            << "predicted " << duration(predicted_seconds(extraction, speeds, ranks)) << " extraction + "
            << duration(predicted_seconds(probing, speeds, ranks)) << " probes with " << ranks << " ranks x "
            << placement.threads << " threads like these\n";
  return exit_done;
}

}  // namespace

Command plan_command() {
  return {.name = "plan",
          .about = "show what a run would do and need, without doing it",
          .collective = false,
          .usage = "neurank plan GRID.yaml [--set KEY=VALUE]... [--ranks R] [--threads C]",
          .description =
              "Shows the cells and units of a grid, the disk and memory it needs, and the time it will take as "
              "predicted from a short calibration on this machine. Changes nothing and needs no MPI.",
          .options = options(),
          .run = print_plan};
}

}  // namespace neurank::cli
