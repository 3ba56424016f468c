#pragma once

#include <map>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

/// The tables of a run in the layout of the paper, LaTeX by file name: `masked.tex` (table 1: tasks and kept neurons by
/// models), `minimal.tex` (tables 2 and 3: size, accuracies, selectivities), `layers.tex` (figure 1 in numbers),
/// `sharing.tex`, `stability.tex`, `architectures.tex`. Variants stand side by side; one table a delta.
/// Accuracies are percent with one decimal, mean ± standard deviation over repetitions.
std::map<std::string, std::string> latex_tables(const std::map<std::string, Table>& tables);

}  // namespace neurank::report
