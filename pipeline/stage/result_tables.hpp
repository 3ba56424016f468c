#pragma once

#include <string>
#include <vector>

#include "base/table.hpp"
#include "grid/experiment.hpp"

namespace neurank::stage {

// The tables of a run (design: "Tables"), empty, with their columns.
Table accuracy_table();
Table baselines_table();
Table lambda_table();
Table ranking_table();

/// Names of all tables, in the order in which they are written.
inline const std::vector<std::string> table_names = {"accuracy", "baselines", "lambda", "ranking"};

/// An empty table by its name.
Table empty_table(const std::string& name);

/// A row about a cell: its three names, then the values.
std::vector<Value> cell_row(const grid::Experiment& experiment, const grid::Cell& cell, std::vector<Value> values);

}  // namespace neurank::stage
