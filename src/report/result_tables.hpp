#pragma once

#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/cell_name.hpp"

namespace neurank::report {

// The tables as report/table_declarations.hpp declares them.

/// Names of the tables about cells, in the order in which they are written; each row starts with the cell's three
/// names: model, task, variant.
std::vector<std::string> cell_table_names();

/// Names of all tables of a run: those about cells, then the comparison of models.
std::vector<std::string> table_names();

/// An empty table with its columns, by its name.
Table empty_table(const std::string& name);

/// A table of results with all columns that are declared for it: those that it lacks, as tables of older versions do,
/// are empty. @param lacking gets their names, as "NAME.column"
Table with_declared_columns(const std::string& name, const Table& table, std::vector<std::string>& lacking);

/// A row about a cell: its three names, then the values.
std::vector<Value> cell_row(const CellName& cell, std::vector<Value> values);

/// What every table and column means, as Markdown: the text of docs/tables.md.
std::string tables_reference();

}  // namespace neurank::report
