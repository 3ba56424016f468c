#include <algorithm>
#include <array>
#include <iostream>

#include "analysis/detectable.hpp"
#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/process_memory.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/predicted_time.hpp"
#include "grid/values.hpp"
#include "report/text_table.hpp"
#include "run/exact_ways.hpp"
#include "run/growth.hpp"
#include "run/requirements.hpp"
#include "schedule/journal.hpp"

namespace neurank::cli {
namespace {

using schedule::Stage;

std::vector<Option> options() {
  return grid_options(
      {text_option("nodes", "N", "hosts like this one to predict for", "1"),
       text_option("ranks", "R", "MPI ranks to predict for, on all hosts together; 0: one on each", "0"),
       text_option("threads", "C", "threads of each rank; 0: as the grid says", "0"),
       text_option("measured", "DIR", "take the times that units took in this run's folder, where it has them"),
       flag_option("models", "only list the names of the models, one a line")});
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

/// Of a stage, a line for each kind of units that the grid asks for.
template <class Work>
void add_part(const std::string& name, const Predicted& predicted, Index threads, std::vector<Line>& lines) {
  const Line line = line_of(name, predicted, threads,
                            [](const run::PlannedUnit& planned) { return std::holds_alternative<Work>(planned.work); });
  if (line[1] != "0") lines.push_back(line);
}

/// Lines of all stages.
std::vector<Line> stage_lines(const Predicted& predicted, Index threads) {
  std::vector<Line> lines;
  for (const Stage stage : {Stage::extract, Stage::penalty, Stage::train})
    lines.push_back(stage_line(predicted, stage, threads));
  add_part<neurank::probing::MomentsWork>("  moments", predicted, threads, lines);
  add_part<neurank::probing::WordRankingWork>("  rankings by words", predicted, threads, lines);
  add_part<neurank::probing::HeadRankingWork>("  rankings by heads", predicted, threads, lines);
  lines.push_back(stage_line(predicted, Stage::minimal, threads));
  add_part<neurank::probing::RandomSetsWork>("  random sets", predicted, threads, lines);
  add_part<neurank::probing::ShadowWork>("  shadows", predicted, threads, lines);
  add_part<neurank::probing::HalvesWork>("  halves", predicted, threads, lines);
  add_part<neurank::probing::NuisanceWork>("  nuisances", predicted, threads, lines);
  add_part<neurank::probing::StudyWork>("  studies", predicted, threads, lines);
  add_part<neurank::probing::JudgeWork>("  judges of rankings", predicted, threads, lines);
  for (const Stage stage : {Stage::reduce, Stage::report}) lines.push_back(stage_line(predicted, stage, threads));
  return lines;
}

void print_measured(const run::Plan& plan, const Measured& measured) {
  if (measured.folder.empty()) return;
  const auto found = std::ranges::count_if(plan, [&](const auto& planned) { return measured.has(planned); });
  std::cout << "measured  " << found << " of " << plan.size() << " units in " << measured.folder.string() << '\n';
}

/// What of the plan the grid's output folder has already, and the time of the rest.
void print_folder(const grid::Experiment& experiment, const run::Facts& facts, run::Corpora& corpora,
                  Predicted predicted, const RunSize& size) {
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

void print_memory(const std::vector<run::MemoryNeed>& needs, const RunSize& size) {
  const run::MemoryNeed& most = needs.front();
  std::cout << "memory    " << bytes_text(most.bytes) << " a rank at most (" << most.units << ")";
  if (const int ranks = size.ranks_of_a_node(); ranks > 1)
    std::cout << ", " << bytes_text(most.bytes * to_uint64(ranks)) << " on a host of " << ranks << " ranks";
  std::cout << '\n';
}

void print_prediction(const grid::Experiment& experiment, const Placement& placement, const RunSize& size,
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
  predicted.seconds = seconds_of(predicted.plan, experiment, facts, corpora, size, placement.cores, measured);
  print_measured(predicted.plan, measured);
  std::cout << report::text_table({"stage", "units", "Tflop", "processor s"}, stage_lines(predicted, size.threads));
  print_disk(experiment, facts, run::needed_extractions(experiment, cells));
  std::cout << run::exact_text(run::exact_ways(experiment, facts, cells));
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
