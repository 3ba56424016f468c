#pragma once

#include <map>
#include <string>

#include "base/index.hpp"
#include "base/table.hpp"
#include "report/cell_name.hpp"

namespace neurank::report {

/// What a cell measured, by the names that published results have (report/published.hpp), accuracies in percent; means
/// over repetitions and draws, on test words. @param tables of the one cell, reduced
std::map<std::string, double> published_quantities(const std::map<std::string, Table>& tables);

/// Published and measured side by side: a row for each number that was published for a model of this family and size
/// on a task of this name, and that the cell measured too. @param family, neurons of the cell's model
Table published_rows(const CellName& cell, const std::string& family, Index neurons,
                     const std::map<std::string, Table>& tables);

}  // namespace neurank::report
