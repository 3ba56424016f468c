#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/cell_name.hpp"

namespace neurank::report {

// Queries on the tables of results, from which tables for people and sentences are made.

/// The cells of a table in the order in which they come.
std::vector<CellName> cells_of(const Table& table);

/// The row of a cell's test words in the table of baselines.
std::optional<std::size_t> test_baselines(const Table& baselines, const CellName& cell);

/// Different texts of a column in the order in which they come.
std::vector<std::string> distinct(const Table& table, const std::string& column);

/// Different numbers of a column in the order in which they come.
std::vector<double> distinct_reals(const Table& table, const std::string& column);

/// Values of one cell of a table: one a repetition (draws of a repetition are averaged before).
using Samples = std::vector<double>;

/// Numbers of a column over the rows that a condition selects, averaged within each repetition, in the order of seeds;
/// empty values are left out.
Samples by_seed(const Table& table, const std::string& column, const std::function<bool(std::size_t)>& selects);

/// The mean. @pre at least one value
double mean_of(const Samples& values);

}  // namespace neurank::report
