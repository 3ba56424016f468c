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

/// Writes tables/*.csv and *.tex, findings.txt, findings_cells.txt and figures/ from results. Results of an older
/// version lack tables: what is made from them is left out, and named.
Report write_report(const schedule::RunFolder& folder, const Results& results);

}  // namespace neurank::run
