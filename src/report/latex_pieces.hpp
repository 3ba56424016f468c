#pragma once

#include <string>

#include "report/latex.hpp"

namespace neurank::report {

/// A table of any size, to be set in pieces that fit on a page each.
struct LargeTable {
  LatexTable table;            ///< its label is that of the first piece
  std::size_t stubs = 1;       ///< first columns, which every piece has
  std::string columns;         ///< what its other columns are, for the caption: "models"
  std::string groups;          ///< what its groups of rows are: "tasks"
  std::string csv;             ///< name of the table that has all of it
  bool keeps_columns = false;  ///< whether rows are left out before columns are
};

/// Floats for a table: one where it fits on a page, else pieces of some columns and groups of rows each, with
/// "(continued)" in the caption and the number of the first. Groups of rows are cut only where they are higher than a
/// page. Where there are more than `most` pieces, the first columns and groups stay, and the captions say how many are
/// left out and which table has them. A table without rows is a comment that says so.
/// @param most pieces, 1 or more: LaTeX can hold few floats back that no text stands between
std::string in_pieces(const LargeTable& table, std::size_t most);

}  // namespace neurank::report
