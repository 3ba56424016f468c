#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

/// A column of a table and what its values mean.
struct DeclaredColumn {
  std::string_view name;
  ColumnType type;
  std::string_view meaning;       ///< with unit and range, and when a field is empty if it can be; Markdown without "|"
  std::string_view section = {};  ///< of docs/method.md, where that defines the values, as in "7.1"
};

/// A table of a run. Users' scripts read the names of tables and columns and rely on their order.
struct DeclaredTable {
  std::string_view name;                    ///< of its file, without the ending
  std::string_view rows;                    ///< what a row is; Markdown
  std::string_view section;                 ///< of docs/method.md that the table is about
  std::span<const DeclaredColumn> columns;  ///< its own, which stand behind cell_columns() in a table about cells
  bool about_cells = true;                  ///< whether a row starts with the names of one cell
};

/// The first columns of every table about cells: model, task, variant.
std::span<const DeclaredColumn> cell_columns();

/// All tables of a run in the order in which they are written: those about cells, then the comparison of models.
std::vector<DeclaredTable> table_declarations();

}  // namespace neurank::report
