#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/findings.hpp"
#include "run/results.hpp"

namespace neurank::run {

/// What people read of a run.
struct Report {
  std::vector<std::filesystem::path> files;
  report::Findings findings;
  std::vector<std::string> notes;  ///< on what is missing or could not be drawn; plain sentences
};

/// Writes tables/*.csv and *.tex, findings.txt, findings_cells.txt, methods.txt, figures/ and report.html from results.
/// What these lack, as those of an older version or of an unfinished run do, is left out and named.
/// @param experiment that was run, whose inputs need not be there any more  @param results get tables that they lack,
/// empty
Report write_report(const schedule::RunFolder& folder, const grid::Experiment& experiment, Results& results);

/// The same from what a run's folder holds: results.h5 and run.json are enough; where there are no results yet, from
/// what the run has reduced so far. Throws a usage Error when it does not hold a run.
Report report_again(const schedule::RunFolder& folder);

}  // namespace neurank::run
