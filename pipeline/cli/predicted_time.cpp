#include "cli/predicted_time.hpp"

#include <algorithm>
#include <iostream>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "run/calibration.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"
#include "schedule/simulation.hpp"

namespace neurank::cli {
namespace {

constexpr int max_ranks = 1'000'000;

/// What this machine measures for a size: its other cores are as busy as they are on a host of that size, so far as it
/// has them; the threads that it lacks are taken to help as those do that it has.
std::vector<double> calibrated_seconds(const run::Plan& plan, const grid::Experiment& experiment,
                                       const run::Facts& facts, run::Corpora& corpora, const RunSize& size, int cores) {
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

}  // namespace

RunSize size_of(const Values& values, const Placement& placement) {
  const int nodes = values.number<int>("nodes", 1, max_ranks), ranks = values.number<int>("ranks", 0, max_ranks);
  if (ranks > 0 && ranks < nodes)
    throw usage_error("--ranks " + std::to_string(ranks) + " are fewer than the hosts, " + std::to_string(nodes),
                      "give the ranks of all hosts together");
  return {nodes, ranks > 0 ? ranks : nodes, placement.threads};
}

std::string size_text(const RunSize& size) {
  return std::to_string(size.ranks) + " ranks x " + std::to_string(size.threads) + " threads on " +
         std::to_string(size.nodes) + (size.nodes == 1 ? " host" : " hosts");
}

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

std::vector<double> seconds_of(const run::Plan& plan, const grid::Experiment& experiment, const run::Facts& facts,
                               run::Corpora& corpora, const RunSize& size, int cores, const Measured& measured) {
  const auto is_measured = [&](const run::PlannedUnit& planned) { return measured.has(planned); };
  std::vector<double> seconds(plan.size());
  if (!std::ranges::all_of(plan, is_measured))
    seconds = calibrated_seconds(plan, experiment, facts, corpora, size, cores);
  for (std::size_t u = 0; u < plan.size(); ++u)
    if (is_measured(plan[u])) seconds[u] = measured.seconds.at(plan[u].unit.id);
  return seconds;
}

std::string time_text(const run::Plan& plan, const std::vector<double>& seconds, const RunSize& size) {
  const double all = schedule::simulated_seconds(run::units_of(plan), seconds, size.ranks);
  const double work = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  if (all == 0) return duration(0);
  return duration(all) + ", ranks at work " + formatted("%.0f %%", 100 * work / (all * size.ranks));
}

}  // namespace neurank::cli
