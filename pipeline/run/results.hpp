#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "schedule/run_folder.hpp"
#include "store/result_file.hpp"

namespace neurank::run {

/// Puts the reduced tables of the cells together, in the order of the cells.
store::ResultSet collect_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                 const std::vector<grid::Cell>& cells);

/// Writes results.h5, tables/*.csv, tables/*.tex and findings.txt; returns what was written.
std::vector<std::filesystem::path> write_results(const schedule::RunFolder& folder, const store::ResultSet& results,
                                                 const std::vector<std::string>& findings);

}  // namespace neurank::run
