#pragma once

#include <string>
#include <vector>

namespace neurank::report {

/// A row of a LaTeX table; a rule is drawn above it when it begins a group.
struct LatexRow {
  std::vector<std::string> cells;  ///< LaTeX, not plain text
  bool begins_group = false;
};

/// A floating table. Everything but the cells is plain text.
struct LatexTable {
  std::string caption;
  std::string label;                ///< of \label, letters, digits and colons
  std::string alignment;            ///< one of l, c, r a column
  std::vector<std::string> header;  ///< plain text
  std::vector<LatexRow> rows;
};

/// Text with LaTeX's special characters escaped.
std::string latex_text(const std::string& text);

/// The table in booktabs style; \usepackage{booktabs} is all that a document needs for it.
/// @pre header and every row have as many cells as the alignment
std::string to_latex(const LatexTable& table);

}  // namespace neurank::report
