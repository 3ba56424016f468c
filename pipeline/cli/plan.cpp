#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <numeric>

#include "analysis/detectable.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/process_memory.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/placement.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "grid/values.hpp"
#include "report/text_table.hpp"
#include "run/calibration.hpp"
#include "run/growth.hpp"
#include "run/requirements.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"
#include "schedule/simulation.hpp"

namespace neurank::cli {
namespace {

using schedule::Stage;

constexpr int max_ranks = 1'000'000;

std::vector<Option> options() {
  return grid_options(
      {text_option("nodes", "N", "hosts like this one to predict for", "1"),
       text_option("ranks", "R", "MPI ranks to predict for, on all hosts together; 0: one on each", "0"),
       text_option("threads", "C", "threads of each rank; 0: as the grid says", "0"),
       text_option("measured", "DIR", "take the times that units took in this run's folder, where it has them"),
       flag_option("models", "only list the names of the models, one a line")});
}

/// What a run is predicted for.
struct Size {
  int nodes, ranks;
  Index threads;  ///< of a rank

  int ranks_of_a_node() const { return (ranks + nodes - 1) / nodes; }
};

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
std::vector<Line> stage_lines(const Predicted& predicted, Index threads) {
  std::vector<Line> lines;
  for (const Stage stage : {Stage::extract, Stage::penalty, Stage::train, Stage::minimal})
    lines.push_back(stage_line(predicted, stage, threads));
  add_part<neurank::probing::RandomSetsWork>("  random sets", predicted, threads, lines);
  add_part<neurank::probing::ShadowWork>("  shadows", predicted, threads, lines);
  add_part<neurank::probing::HalvesWork>("  halves", predicted, threads, lines);
  add_part<neurank::probing::NuisanceWork>("  nuisances", predicted, threads, lines);
  for (const Stage stage : {Stage::reduce, Stage::report}) lines.push_back(stage_line(predicted, stage, threads));
  return lines;
}

/// What the ranks of a size take for units, and how much of that time they are at work.
std::string time_text(const run::Plan& plan, const std::vector<double>& seconds, const Size& size) {
  const double all = schedule::simulated_seconds(run::units_of(plan), seconds, size.ranks);
  const double work = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  if (all == 0) return duration(0);
  return duration(all) + ", ranks at work " + formatted("%.0f %%", 100 * work / (all * size.ranks));
}

std::string size_text(const Size& size) {
  return std::to_string(size.ranks) + " ranks x " + std::to_string(size.threads) + " threads on " +
         std::to_string(size.nodes) + (size.nodes == 1 ? " host" : " hosts");
}

Size size_of(const Values& values, const Placement& placement) {
  const int nodes = values.number<int>("nodes", 1, max_ranks), ranks = values.number<int>("ranks", 0, max_ranks);
  if (ranks > 0 && ranks < nodes)
    throw usage_error("--ranks " + std::to_string(ranks) + " are fewer than the hosts, " + std::to_string(nodes),
                      "give the ranks of all hosts together");
  return {nodes, ranks > 0 ? ranks : nodes, placement.threads};
}

/// What this machine measures for a size: its other cores are as busy as they are on a host of that size, so far as it
/// has them; the threads that it lacks are taken to help as those do that it has.
std::vector<double> calibrated_seconds(const run::Plan& plan, const grid::Experiment& experiment,
                                       const run::Facts& facts, run::Corpora& corpora, const Size& size, int cores) {
  const Index threads = std::min<Index>(size.threads, cores);
  place(mpi::Communicator(), threads);
  const Index here = std::min<Index>(size.ranks_of_a_node(), cores / threads);
  const auto speeds = run::calibrate(experiment, facts, corpora, grid::expand_cells(experiment),
                                     std::max<Index>(0, here - 1) * threads);
  std::vector<double> seconds = run::unit_seconds(plan, experiment, facts, speeds, size.ranks);
  for (double& unit : seconds) unit *= to_double(threads) / to_double(size.threads);
  if (threads < size.threads)
    std::cerr << "warning: this machine has " << cores << " cores: ranks of " << size.threads
              << " threads are taken to be " << formatted("%.3g", to_double(size.threads) / to_double(threads))
              << " times as fast\n";
  return seconds;
}

/// What the units of a run took.
struct Measured {
  std::filesystem::path folder = {};  ///< empty: none is named
  Index threads = 0;                  ///< of its ranks
  std::map<std::string, double> seconds = {};
};

/// Warns where the run was of another grid, whose units may take other times.
void compare_grids(const Measured& measured, const grid::Experiment& experiment) {
  std::vector<std::string> changes;
  for (const auto& [key, before, after] :
       grid::differences(read_file(schedule::RunFolder(measured.folder).grid()), grid::to_yaml(experiment)))
    changes.push_back(key + " is " + before + " there and " + after + " here");
  if (!changes.empty())
    std::cerr << "warning: " << measured.folder.string() << " ran another grid, whose units may take other times ("
              << join(changes, ", ") << ")\n";
}

/// The run that --measured names. Throws a usage Error when it is none, or had other threads than --threads.
Measured read_measured(const Values& values, const grid::Experiment& experiment, Index asked_threads) {
  if (!values.has("measured")) return {};
  const schedule::RunFolder folder(values.text("measured"));
  if (!std::filesystem::exists(folder.grid()) || !std::filesystem::exists(folder.journal()))
    throw usage_error("--measured: " + folder.root().string() + ": does not hold a run",
                      "name the output folder of a run");
  Measured measured{folder.root(), run::recorded_threads(folder), schedule::read_unit_seconds(folder.journal())};
  if (asked_threads > 0 && measured.threads > 0 && asked_threads != measured.threads)
    throw usage_error("--threads " + std::to_string(asked_threads) + ": ranks of the run in " + folder.root().string() +
                          " had " + std::to_string(measured.threads),
                      "leave --threads or --measured out");
  compare_grids(measured, experiment);
  return measured;
}

/// Seconds that a rank takes for each unit: as measured by a run, else as this machine measures.
template <class Calibrate>
std::vector<double> seconds_of(const Measured& measured, const run::Plan& plan, const Calibrate& calibrate) {
  const auto is_measured = [&](const run::PlannedUnit& planned) { return measured.seconds.contains(planned.unit.id); };
  std::vector<double> seconds(plan.size());
  if (!std::ranges::all_of(plan, is_measured)) seconds = calibrate();
  for (std::size_t u = 0; u < plan.size(); ++u)
    if (is_measured(plan[u])) seconds[u] = measured.seconds.at(plan[u].unit.id);
  if (!measured.folder.empty())
    std::cout << "measured  " << std::ranges::count_if(plan, is_measured) << " of " << plan.size() << " units in "
              << measured.folder.string() << '\n';
  return seconds;
}

/// What of the plan the grid's output folder has already, and the time of the rest.
void print_folder(const grid::Experiment& experiment, const run::Facts& facts, run::Corpora& corpora,
                  Predicted predicted, const Size& size) {
  const schedule::RunFolder folder(experiment.output);
  if (!std::filesystem::exists(folder.grid()) || !std::filesystem::exists(folder.journal())) return;
  const run::InputHashes inputs = run::hash_inputs(experiment, corpora);
  run::note_dependencies(predicted.plan, experiment, facts, inputs);
  const auto growth =
      run::growth_in(folder, predicted.plan, experiment, inputs, schedule::read_journal(folder.journal()).done);
  std::cout << "folder    " << run::to_text(growth);
  if (const std::string changes = run::changes_text(growth); !changes.empty())
    std::cout << " with --update (" << changes << ")";
  for (std::size_t u = 0; u < predicted.plan.size(); ++u)
    if (growth.standings[u] == schedule::Standing::reused) predicted.seconds[u] = 0;
  std::cout << "\nleft      " << time_text(predicted.plan, predicted.seconds, size) << '\n';
}

void print_disk(const grid::Experiment& experiment, const run::Facts& facts, std::vector<run::Extraction> extractions) {
  std::cout << "disk      " << bytes_text(run::disk_bytes(experiment, facts, extractions)) << " of activations\n";
  if (experiment.resources.scratch.empty()) return;
  const std::size_t all = extractions.size();
  std::erase_if(extractions, [&](const auto& one) { return !run::pays_to_copy(experiment, facts, one); });
  std::cout << "scratch   " << extractions.size() << " of " << all
            << " activation files are copied to hosts that work on "
            << "them, " << bytes_text(run::disk_bytes(experiment, facts, extractions)) << " in all\n";
}

void print_memory(const std::vector<run::MemoryNeed>& needs, const Size& size) {
  const run::MemoryNeed& most = needs.front();
  std::cout << "memory    " << bytes_text(most.bytes) << " a rank at most (" << most.units << ")";
  if (const int ranks = size.ranks_of_a_node(); ranks > 1)
    std::cout << ", " << bytes_text(most.bytes * to_uint64(ranks)) << " on a host of " << ranks << " ranks";
  std::cout << '\n';
}

void print_prediction(const grid::Experiment& experiment, const Placement& placement, const Size& size,
                      const Measured& measured) {
  const std::uint64_t process = resident_bytes();
  run::Corpora corpora(experiment.corpora);
  const auto facts = run::read_facts(experiment, corpora, true);
  for (std::size_t corpus = 0; corpus < experiment.corpora.size(); ++corpus)
    for (const std::string& note : corpora[corpus].text.notes) std::cerr << note << '\n';
  const auto cells = grid::expand_cells(experiment);
  print_cells(experiment, facts, cells);
  print_detectable(experiment, facts);
  const auto needs = run::memory_needs(experiment, facts, cells, process);
  run::expect_memory(experiment, needs);

  Predicted predicted{run::plan_run(experiment, facts, cells, Stage::report), {}};
  predicted.seconds = seconds_of(measured, predicted.plan, [&] {
    return calibrated_seconds(predicted.plan, experiment, facts, corpora, size, placement.cores);
  });
  std::cout << report::text_table({"stage", "units", "Tflop", "processor s"}, stage_lines(predicted, size.threads));
  print_disk(experiment, facts, run::needed_extractions(experiment, cells));
  print_memory(needs, size);
  print_folder(experiment, facts, corpora, predicted, size);
  std::cout << "predicted " << time_text(predicted.plan, predicted.seconds, size) << ": " << size_text(size) << '\n';
}

int print_plan(const Call& call) {
  const auto experiment = read_grid(call.values);
  if (call.values.has("models")) {
    for (const auto& model : experiment.models) std::cout << model.name << '\n';
    return exit_done;
  }
  const auto asked = call.values.number<Index>("threads", 0, grid::max_threads);
  const Measured measured = read_measured(call.values, experiment, asked);
  const Index threads = measured.threads > 0 ? measured.threads : asked;
  const auto placement = place(mpi::Communicator(), threads > 0 ? threads : experiment.resources.threads);
  print_prediction(experiment, placement, size_of(call.values, placement), measured);
  return exit_done;
}

}  // namespace

Command plan_command() {
  return {.name = "plan",
          .about = "show what a run would do and need, without doing it",
          .collective = false,
          .usage =
              "neurank plan GRID.yaml [--set KEY=VALUE]... [--nodes N] [--ranks R] [--threads C] [--measured DIR] "
              "[--models]",
          .description =
              "Shows the cells and units of a grid, the differences that tests of its words can find, the disk and "
              "memory it needs, the processor time of each stage, and the time of the whole: the schedule of so many "
              "ranks is gone through with the times that units take, as a short calibration on this machine, with its "
              "other cores busy, tells them, or as a run measured them (of a unit that went on from a snapshot, its "
              "last part). "
              "The stage minimal is a guess: what it takes "
              "depends on the sets it finds. Changes nothing and needs no MPI.",
          .options = options(),
          .run = print_plan};
}

}  // namespace neurank::cli
