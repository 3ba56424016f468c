#pragma once

#include <map>
#include <set>
#include <string>

#include "grid/experiment.hpp"
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

/// Writes results.h5.
void write_results(const schedule::RunFolder& folder, const Results& results);

/// What results.h5 holds, or where there is none yet, what the run has reduced so far. Throws a usage Error when the
/// folder does not hold a run.
/// @param experiment as recorded; outlives the results
Results read_results(const schedule::RunFolder& folder, const grid::Experiment& experiment);

}  // namespace neurank::run
