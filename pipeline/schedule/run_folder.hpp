#pragma once

#include <filesystem>
#include <string>

#include "grid/experiment.hpp"
#include "schedule/unit.hpp"

namespace neurank::schedule {

/// Names of everything in a run's folder.
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path grid() const { return root_ / "run.yaml"; }
  std::filesystem::path record() const { return root_ / "run.json"; }
  std::filesystem::path journal() const { return root_ / "journal.jsonl"; }
  std::filesystem::path lock() const { return root_ / "lock"; }          ///< of the job at work, see FolderLock
  std::filesystem::path units() const { return root_ / "units.txt"; }    ///< ids of the planned units, one a line
  std::filesystem::path obsolete() const { return root_ / "obsolete"; }  ///< what was put aside
  std::filesystem::path results() const { return root_ / "results.h5"; }
  std::filesystem::path findings() const { return root_ / "findings.txt"; }
  std::filesystem::path cell_findings() const { return root_ / "findings_cells.txt"; }
  std::filesystem::path methods() const { return root_ / "methods.txt"; }
  std::filesystem::path tables() const { return root_ / "tables"; }
  std::filesystem::path figures() const { return root_ / "figures"; }
  std::filesystem::path page() const { return root_ / "report.html"; }
  std::filesystem::path activations(const std::string& model, const std::string& corpus) const;

  /// File of a unit of a cell; `part` tells units of one stage apart and may be empty.
  std::filesystem::path unit(const grid::Experiment& experiment, const grid::Cell& cell, Stage stage,
                             const std::string& part) const;

  /// File of a unit by its id: an activation file, or the file of a unit of a cell.
  std::filesystem::path unit_file(const std::string& id) const;

  /// Whether that is an activation file.
  static bool is_of_activations(const std::string& id);

 private:
  std::filesystem::path root_;
};

}  // namespace neurank::schedule
