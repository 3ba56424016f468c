#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

/// A cell as it was written for NeuroX.
struct ExportedCell {
  report::CellName cell;
  std::array<Index, 3> sentences = {}, words = {};  ///< of train, dev and test
  Index without_vector = 0, left_out = 0, respelt = 0;
  std::vector<std::string> rankings;  ///< names of their files
};

/// Writes cells of a run as NeuroX reads them (Dalvi, Durrani & Sajjad 2023; docs/inputs.md), each into the folder
/// MODEL/TASK/VARIANT of a new one, which appears whole or not at all. Equal files of several cells share their bytes
/// where the file system can. One sentence's activations at a time are in memory.
/// @param experiment that was run  @param output must not exist
/// Throws Error when it does, when a cell is not in the run's results yet or its activations are not there, and when
/// the disk is full.
std::vector<ExportedCell> export_to_neurox(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                           const std::vector<grid::Cell>& cells, const std::filesystem::path& output);

}  // namespace neurank::run
