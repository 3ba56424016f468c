#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "stage/run_folder.hpp"
#include "store/result_file.hpp"

namespace neurank::stage {

/// Puts the reduced tables of the cells together, in the order of the cells.
store::ResultSet collect_results(const RunFolder& folder, const grid::Experiment& experiment,
                                 const std::vector<grid::Cell>& cells);

/// Writes results.h5, tables/*.csv, tables/*.tex and findings.txt; returns what was written.
std::vector<std::filesystem::path> write_report(const RunFolder& folder, const store::ResultSet& results,
                                                const std::vector<std::string>& findings);

inline const std::vector<std::string> summary_header = {"cell",   "majority", "per word", "all",        "top",
                                                        "random", "bottom",   "control",  "selectivity"};

/// One line a cell for people: test accuracies in percent, means over seeds (and draws); masked sets are those of the
/// largest share. "-" where the experiment measured nothing.
std::vector<std::vector<std::string>> summary(const store::ResultSet& results);

}  // namespace neurank::stage
