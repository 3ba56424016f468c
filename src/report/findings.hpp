#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

/// What a run found, in sentences made of numbers: for every cell its accuracy, its smallest sufficient set of neurons,
/// where these sit and how far labels share them; for every task what sets the models apart. Sets are those of the
/// smallest delta. Numbers are means over seeds.
/// @param tables all tables of the results, by name
std::vector<std::string> findings(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
