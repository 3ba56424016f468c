#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "report/findings.hpp"
#include "schedule/run_folder.hpp"
#include "store/result_file.hpp"

namespace neurank::run {

/// What a run found out.
struct Results {
  store::ResultSet small;                   ///< all tables but the large ones
  std::map<std::string, TableParts> large;  ///< a cell a part, read when it is written
};

/// Puts the reduced tables of the cells and their comparisons together, in the order of the cells. @param experiment
/// outlives the results  @param finished ids of units that are done; the others are left out
Results collect_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                        const std::set<std::string>& finished);

/// Writes results.h5, tables/*.csv, tables/*.tex, findings.txt, findings_cells.txt and methods.txt; returns what was
/// written.
std::vector<std::filesystem::path> write_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                                 const Results& results, const report::Findings& findings);

}  // namespace neurank::run
