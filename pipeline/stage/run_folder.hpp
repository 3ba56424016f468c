#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "grid/experiment.hpp"
#include "schedule/run_units.hpp"

namespace neurank::stage {

/// Names of everything in a run's folder.
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path grid() const { return root_ / "run.yaml"; }
  std::filesystem::path record() const { return root_ / "run.json"; }
  std::filesystem::path journal() const { return root_ / "journal.jsonl"; }
  std::filesystem::path results() const { return root_ / "results.h5"; }
  std::filesystem::path findings() const { return root_ / "findings.txt"; }
  std::filesystem::path tables() const { return root_ / "tables"; }
  std::filesystem::path activations(const std::string& model, const std::string& corpus) const;

  /// File of a unit of a cell; `part` tells units of one stage apart and may be empty.
  std::filesystem::path unit(const grid::Experiment& experiment, const grid::Cell& cell, schedule::Stage stage,
                             const std::string& part) const;

 private:
  std::filesystem::path root_;
};

/// SHA-256 of the files of each model and corpus, by "models/NAME" and "corpora/NAME".
using InputHashes = std::map<std::string, std::string>;
InputHashes hash_inputs(const grid::Experiment& experiment);

/// The hashes that run.json recorded when the run was started.
InputHashes recorded_inputs(const RunFolder& folder);

/// Threads a rank of the latest launch, as run.json recorded them; 0 when it did not.
Index recorded_threads(const RunFolder& folder);

/// Makes the folder, or finds in it a run of the same grid on the same inputs to go on with. One process.
/// @param redo throw away what another grid left there
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
  std::map<std::string, std::size_t> units;  ///< of each stage
  std::string outcome;                       ///< of the latest launch: done, failed, stopped, or "running or killed"
};
RunState read_run_state(const RunFolder& folder);

}  // namespace neurank::stage
