#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/placement.hpp"
#include "run/corpora.hpp"
#include "run/run_plan.hpp"

namespace neurank::cli {

/// What a run is predicted for.
struct RunSize {
  int nodes, ranks;
  Index threads;  ///< of a rank

  int ranks_of_a_node() const { return (ranks + nodes - 1) / nodes; }
};

/// What --nodes and --ranks say. Throws a usage Error for fewer ranks than hosts.
RunSize size_of(const Values& values, const Placement& placement);

/// "7 ranks x 4 threads on 2 hosts"
std::string size_text(const RunSize& size);

/// What the units of a run took.
struct Measured {
  std::filesystem::path folder = {};  ///< empty: none is named
  Index threads = 0;                  ///< of its ranks
  std::map<std::string, double> seconds = {};

  bool has(const run::PlannedUnit& planned) const { return seconds.contains(planned.unit.id); }
};

/// The run that --measured names; warns where it was of another grid, whose units may take other times. Throws a usage
/// Error when it is none, or had other threads than --threads asks for.
Measured read_measured(const Values& values, const grid::Experiment& experiment, Index asked_threads);

/// Seconds that a rank takes for each unit: as a run measured them; for others as this machine measures them now, with
/// its other cores as busy as they are on a host of that size. @param cores of this host
std::vector<double> seconds_of(const run::Plan& plan, const grid::Experiment& experiment, const run::Facts& facts,
                               run::Corpora& corpora, const RunSize& size, int cores, const Measured& measured);

/// How long the ranks of a size take for units, and how much of that time they are at work.
std::string time_text(const run::Plan& plan, const std::vector<double>& seconds, const RunSize& size);

}  // namespace neurank::cli
