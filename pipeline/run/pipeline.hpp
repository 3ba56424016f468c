#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "mpi/communicator.hpp"
#include "schedule/folder_lock.hpp"
#include "schedule/listener.hpp"
#include "schedule/run_units.hpp"
#include "store/result_file.hpp"

namespace neurank::run {

/// How one launch of the program runs an experiment.
struct RunOptions {
  schedule::Stage until = schedule::Stage::report;
  std::string model = {};                  ///< only its cells; empty: all
  bool update = false;                     ///< do finished units again that the grid has made obsolete
  bool redo = false;                       ///< throw away the run that the output folder holds, and start again
  std::map<std::string, std::string> job;  ///< facts of this launch for run.json
  schedule::Attempt attempt = {};          ///< of the job that this launch is
};

/// Told of units of whichever stage is at work.
using RunListener = schedule::Listener<schedule::Progress>;

/// What a launch left behind; all but the outcome is filled on rank 0 alone.
struct RunResult {
  schedule::Outcome outcome = schedule::Outcome::done;
  std::vector<std::filesystem::path> files;  ///< written by the report stage
  std::map<std::string, Table> tables;       ///< but the large ones; empty when the report stage did not run
  std::vector<std::string> findings;         ///< lines of the page, see report::findings()
};

/// Runs an experiment or resumes it: extraction, penalty search, training, minimal sets, reduction, report. Collective.
/// Throws on all ranks what any rank found wrong with the inputs or the output folder before work started.
RunResult run_pipeline(const mpi::Communicator& comm, const grid::Experiment& experiment, const RunOptions& options,
                       const RunListener& listener);

}  // namespace neurank::run
