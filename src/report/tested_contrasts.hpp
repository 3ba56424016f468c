#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

// The contrasts whose p-values are printed for people, and which are therefore adjusted together: in each cell whether
// heads on the top neurons name more words than heads on as many random ones, at the smallest delta.

/// Their metric, as tables call it; nothing without minimal sets.
std::optional<std::string> tested_metric(const std::map<std::string, Table>& tables);

/// Fills the adjusted p-values of the tables of architectures and of comparisons (Holm 1979).
void adjust_p_values(std::map<std::string, Table>& tables);

}  // namespace neurank::report
