#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "report/figures/figures.hpp"
#include "report/findings.hpp"

namespace neurank::report {

/// What a page is made of beside the tables.
struct PageContent {
  std::string experiment = {};                                       ///< name
  std::vector<std::pair<std::string, std::string>> provenance = {};  ///< facts: what, value
  std::string methods = {};                                          ///< paragraphs for an appendix
  std::string grid = {};                                             ///< YAML with all settings; empty: not known
  std::vector<std::string> notes = {};                               ///< what is missing; plain sentences
  std::filesystem::path figures = {};                                ///< folder of the drawings
};

/// One HTML file that needs no other: answers with intervals, what may not be concluded, figures, tables of the best
/// rows, cards of neurons, where it all comes from. Without scripts it can be read as well, but not sorted. Parts are
/// cut and say so, so that it stays below 10 MB whatever the run. @param tables all tables of the results, by name
std::string page(const Tables& tables, const Findings& findings, const Figures& figures, const PageContent& content);

}  // namespace neurank::report
