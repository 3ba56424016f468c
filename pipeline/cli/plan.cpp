#include <algorithm>
#include <array>
#include <iostream>

#include "analysis/detectable.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/process_memory.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "grid/values.hpp"
#include "report/text_table.hpp"
#include "run/calibration.hpp"
#include "run/growth.hpp"
#include "run/requirements.hpp"
#include "schedule/journal.hpp"
#include "schedule/simulation.hpp"

namespace neurank::cli {
namespace {

using schedule::Stage;

constexpr int max_ranks = 1'000'000;

std::vector<Option> options() {
  return grid_options({text_option("ranks", "R", "number of MPI ranks to predict for", "1"),
                       flag_option("models", "only list the names of the models, one a line"),
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

/// What tests of a task's words can find.
void print_detectable(const grid::Experiment& experiment, const run::Facts& facts) {
  constexpr std::array disagreements = {0.02, 0.04, 0.1};
  std::vector<std::string> header = {"models that disagree on so many words", "test words"};
  for (const double share : disagreements) header.push_back(formatted("%.0f %%", 100 * share));
  std::vector<std::vector<std::string>> lines;
  for (std::size_t task = 0; task < experiment.tasks.size(); ++task) {
    const Index words = facts.tasks[task].split(corpus::Split::test);
    lines.push_back({experiment.tasks[task].name, std::to_string(words)});
    for (const double share : disagreements)
      lines.back().push_back(formatted("%.2f points", 100 * analysis::smallest_detectable(share, words)));
  }
  std::cout << "Smallest difference in accuracy that is found four times in five, at best\n"
            << report::text_table(header, lines) << '\n';
}

/// Units, and the seconds that each takes one rank.
struct Predicted {
  run::Plan plan;
  std::vector<double> seconds;
};

using Line = std::vector<std::string>;

/// One line for some units. @param counts whether a unit is one of them
template <class Counts>
Line line_of(const std::string& name, const Predicted& predicted, Index threads, const Counts& counts) {
  std::size_t units = 0;
  double cost = 0, seconds = 0;
  for (std::size_t u = 0; u < predicted.plan.size(); ++u) {
    if (!counts(predicted.plan[u])) continue;
    ++units;
    cost += predicted.plan[u].unit.cost;
    seconds += predicted.seconds[u];
  }
  return {name, std::to_string(units), formatted("%.3g", cost / 1e12), formatted("%.1f", seconds * to_double(threads))};
}

Line stage_line(const Predicted& predicted, Stage stage, Index threads) {
  return line_of(name_of(stage), predicted, threads,
                 [&](const run::PlannedUnit& planned) { return planned.unit.stage == stage; });
}

/// Of the stage minimal, what cells are held against: a line for each kind that the grid asks for.
template <class Work>
void add_part(const std::string& name, const Predicted& predicted, Index threads, std::vector<Line>& lines) {
  const Line line = line_of(name, predicted, threads,
                            [](const run::PlannedUnit& planned) { return std::holds_alternative<Work>(planned.work); });
  if (line[1] != "0") lines.push_back(line);
}

/// Lines of all stages.
std::vector<Line> stage_lines(const Predicted& extraction, const Predicted& probing, Index threads) {
  std::vector<Line> lines = {stage_line(extraction, Stage::extract, threads)};
  for (const Stage stage : {Stage::penalty, Stage::train, Stage::minimal})
    lines.push_back(stage_line(probing, stage, threads));
  add_part<neurank::probing::RandomSetsWork>("  random sets", probing, threads, lines);
  add_part<neurank::probing::ShadowWork>("  shadows", probing, threads, lines);
  add_part<neurank::probing::HalvesWork>("  halves", probing, threads, lines);
  add_part<neurank::probing::NuisanceWork>("  nuisances", probing, threads, lines);
  for (const Stage stage : {Stage::reduce, Stage::report}) lines.push_back(stage_line(probing, stage, threads));
  return lines;
}

/// Cores that are at work beside a rank on its host, were these like this one and full of ranks.
Index busy_cores(int ranks, const Placement& placement) {
  const Index here = std::min<Index>(ranks, placement.cores / placement.threads);
  return std::max<Index>(0, here - 1) * placement.threads;
}

double elapsed(const Predicted& predicted, int ranks) {
  return schedule::simulated_seconds(run::units_of(predicted.plan), predicted.seconds, ranks);
}

/// What of the plan the grid's output folder has already.
void print_folder(const grid::Experiment& experiment, const run::Facts& facts, const std::vector<grid::Cell>& cells,
                  run::Corpora& corpora) {
  const schedule::RunFolder folder(experiment.output);
  if (!std::filesystem::exists(folder.grid()) || !std::filesystem::exists(folder.journal())) return;
  const run::InputHashes inputs = run::hash_inputs(experiment, corpora);
  run::Plan plan = run::plan_run(experiment, facts, cells, Stage::report);
  run::note_dependencies(plan, experiment, facts, inputs);
  const auto growth = run::growth_in(folder, plan, experiment, inputs, schedule::read_journal(folder.journal()).done);
  std::cout << "folder    " << run::to_text(growth);
  if (const std::string changes = run::changes_text(growth); !changes.empty())
    std::cout << " with --update (" << changes << ")";
  std::cout << '\n';
}

int print_plan(const Call& call) {
  const auto experiment = read_grid(call.values);
  if (call.values.has("models")) {
    for (const auto& model : experiment.models) std::cout << model.name << '\n';
    return exit_done;
  }
  const int ranks = call.values.number<int>("ranks", 1, max_ranks);
  const auto asked = call.values.number<Index>("threads", 0, grid::max_threads);
  const auto placement = place(mpi::Communicator(), asked > 0 ? asked : experiment.resources.threads);
  const std::uint64_t process = resident_bytes();
  run::Corpora corpora(experiment.corpora);
  const auto facts = run::read_facts(experiment, corpora, true);
  for (std::size_t corpus = 0; corpus < experiment.corpora.size(); ++corpus)
    for (const std::string& note : corpora[corpus].text.notes) std::cerr << note << '\n';
  const auto cells = grid::expand_cells(experiment);
  const auto extractions = run::needed_extractions(experiment, cells);

  print_cells(experiment, facts, cells);
  print_detectable(experiment, facts);
  const auto speeds = run::calibrate(experiment, facts, corpora, cells, busy_cores(ranks, placement));
  const auto predict = [&](run::Plan plan) {
    std::vector<double> seconds = run::unit_seconds(plan, experiment, facts, speeds, ranks);
    return Predicted{std::move(plan), std::move(seconds)};
  };
  const auto extraction = predict(run::plan_extraction(experiment, facts, extractions));
  const auto probing = predict(run::plan_probing(experiment, facts, cells, Stage::report));
  std::cout << report::text_table({"stage", "units", "Tflop", "processor s"},
                                  stage_lines(extraction, probing, placement.threads))
            << '\n';
  print_folder(experiment, facts, cells, corpora);
  std::cout << "disk      " << bytes_text(run::disk_bytes(experiment, facts, extractions)) << " of activations\n"
            << "memory    " << bytes_text(run::peak_memory(experiment, facts, cells, process)) << " a rank at most\n"
            << "predicted " << duration(elapsed(extraction, ranks)) << " extraction + "
            << duration(elapsed(probing, ranks)) << " probes with " << ranks << " ranks x " << placement.threads
            << " threads like these\n";
  return exit_done;
}

}  // namespace

Command plan_command() {
  return {.name = "plan",
          .about = "show what a run would do and need, without doing it",
          .collective = false,
          .usage = "neurank plan GRID.yaml [--set KEY=VALUE]... [--ranks R] [--threads C] [--models]",
          .description =
              "Shows the cells and units of a grid, the differences that tests of its words can find, the disk and "
              "memory it needs, and the processor time of each stage "
              "and the time of the whole, as predicted from a short calibration on this machine with its other cores "
              "busy. The stage minimal is a guess: what it takes depends on the sets it finds. Changes nothing and "
              "needs no MPI.",
          .options = options(),
          .run = print_plan};
}

}  // namespace neurank::cli
