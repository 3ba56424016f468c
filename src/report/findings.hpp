#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/findings_page.hpp"

namespace neurank::report {

/// What a run found, in sentences made of numbers (docs/method.md 11.5).
struct Findings {
  /// Lines of a page, at most 40 of at most 100 bytes for any grid: answers to the four questions of Durrani et al.
  /// 2020 with intervals and chance, then what must not be concluded, then what the texts are like.
  std::vector<std::string> page;
  /// Sentences that the page has no room for, then those about each cell.
  std::vector<std::string> cells;
  /// What the page is made of, all of it: first what its numbers are about, without a heading.
  std::vector<Section> sections;
};

/// All are empty without minimal sets. @param tables all tables of the results, by name
Findings findings(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
