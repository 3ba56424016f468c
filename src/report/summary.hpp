#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

/// Headings of the lines of summary().
std::vector<std::string> summary_header();

/// One line a cell for people: test accuracies in percent, means over repetitions (and draws); masked sets are those of
/// the largest share. "-" where the experiment measured nothing. @param tables all tables of the results, by name
std::vector<std::vector<std::string>> summary(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
