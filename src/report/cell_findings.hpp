#pragma once

#include <string>
#include <vector>

#include "report/cell_facts.hpp"

namespace neurank::report {

/// What was found in one cell, in sentences made of numbers: its accuracy, its smallest sufficient set of neurons, what
/// that is held against, where its neurons sit and how far labels share them; and which rankings tell most. @param
/// delta of the set
std::vector<std::string> cell_findings(const CellFacts& cell, double delta);

}  // namespace neurank::report
