#pragma once

#include <map>
#include <optional>
#include <string>

#include "grid/experiment.hpp"
#include "schedule/outcome.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

using schedule::RunFolder;

/// SHA-256 of the files of each model and corpus, by "models/NAME" and "corpora/NAME".
using InputHashes = std::map<std::string, std::string>;
InputHashes hash_inputs(const grid::Experiment& experiment);

/// The hashes that run.json recorded when the run was started.
InputHashes recorded_inputs(const RunFolder& folder);

/// Threads a rank of the latest launch, as run.json recorded them; 0 when it did not.
Index recorded_threads(const RunFolder& folder);

/// Name of the kernels that all ranks of the latest launch multiplied with, as run.json recorded them; empty when it
/// did not.
std::string recorded_kernels(const RunFolder& folder);

/// Makes the folder, or finds in it a run of the same grid on the same inputs to resume. One process.
/// @param redo throw away the run that the folder holds, whatever its grid
/// Throws a usage Error when the folder belongs to another grid (naming each setting with both values), to inputs that
/// have changed since, or to something else altogether.
void claim_run_folder(const RunFolder& folder, const grid::Experiment& experiment, const InputHashes& inputs,
                      bool redo);

/// Appends a launch of the program to run.json.
/// @param job facts of this launch, name -> value  @param units number of units of each stage of the whole run
void record_job(const RunFolder& folder, const std::map<std::string, std::string>& job,
                const std::map<std::string, std::size_t>& units);

/// Notes in run.json how the latest launch ended.
void record_outcome(const RunFolder& folder, schedule::Outcome outcome);

/// What a run's folder says of the run's state; readable while a job is at work.
struct RunState {
  std::map<std::string, std::size_t> units;       ///< of each stage
  bool is_started = false;                        ///< whether there was a launch
  std::optional<schedule::Outcome> outcome = {};  ///< of the latest launch; none while it runs, and when it was killed
};
RunState read_run_state(const RunFolder& folder);

}  // namespace neurank::run
