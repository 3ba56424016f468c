#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "grid/experiment.hpp"
#include "run/inputs.hpp"
#include "schedule/outcome.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

using schedule::RunFolder;

/// The hashes that run.json recorded at the latest launch.
InputHashes recorded_inputs(const RunFolder& folder);

/// Threads a rank of the latest launch, as run.json recorded them; 0 when it did not.
Index recorded_threads(const RunFolder& folder);

/// Name of the kernels that all ranks of the latest launch multiplied with, as run.json recorded them; empty when it
/// did not.
std::string recorded_kernels(const RunFolder& folder);

/// Makes the folder, or finds a run in it. One process.
/// @return whether it holds a run. Throws a usage Error when it belongs to something else altogether.
bool claim_run_folder(const RunFolder& folder);

/// Throws the run away that a folder holds. @pre the folder is this job's, see FolderLock
void clear_run_folder(const RunFolder& folder);

/// Whether a folder holds a run of these settings, whatever its output folder and resources.
bool holds_run_of(const RunFolder& folder, const grid::Experiment& experiment);

/// Makes the folder's run one of this experiment: notes its settings, inputs and units. What is the same stays as it
/// is.
/// @param units ids of all that are planned, to the last stage
void record_run(const RunFolder& folder, const grid::Experiment& experiment, const InputHashes& inputs,
                const std::vector<std::string>& units);

/// What run.json says of where a run's results come from, as text: what, value. Empty without a record.
std::vector<std::pair<std::string, std::string>> provenance(const RunFolder& folder);

/// All settings of a run, as YAML: as run.json has them, or else run.yaml; empty where neither is there.
std::string recorded_grid(const RunFolder& folder);

/// The experiment of these settings, whether or not its inputs are still there. Throws a usage Error when the folder
/// does not hold a run.
grid::Experiment recorded_experiment(const RunFolder& folder);

/// Ids of the planned units. Throws Error when the run is of a version of neurank that did not note them.
std::vector<std::string> read_planned_units(const RunFolder& folder);

/// Appends a launch of the program to run.json. @param job facts of this launch, name -> value
void record_job(const RunFolder& folder, const std::map<std::string, std::string>& job);

/// Notes in run.json how the latest launch ended.
void record_outcome(const RunFolder& folder, schedule::Outcome outcome);

/// What a run's folder says of the run's state; readable while a job is at work.
struct RunState {
  bool is_started = false;                        ///< whether there was a launch
  std::optional<schedule::Outcome> outcome = {};  ///< of the latest launch; none while it runs, and when it was killed
};
RunState read_run_state(const RunFolder& folder);

}  // namespace neurank::run
