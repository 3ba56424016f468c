#pragma once

#include <string>
#include <vector>

namespace neurank::report {

// LaTeX that any document compiles which has \usepackage{booktabs}, and nothing more, in its preamble.

/// Any bytes as LaTeX that prints them: special characters escaped, ligatures and optional arguments kept from forming.
/// Of characters beyond ASCII the Latin letters that every encoding of pdflatex has stay, others are named, as in
/// "[U+4E2D]", or "[0xFF]" where the bytes are no UTF-8; white space is a blank, other control characters are named.
std::string latex_text(const std::string& text);

/// An estimate of how wide LaTeX of latex_text(), with simple macros such as \pm and \, in it, is set, in em of its
/// font; rather too much than too little.
double latex_width(const std::string& latex);

/// A row of a LaTeX table; a rule is drawn above it when it begins a group.
struct LatexRow {
  std::vector<std::string> cells;  ///< LaTeX, not plain text
  bool begins_group = false;
  bool is_small = false;  ///< set in smaller type, as what belongs to the row above
};

/// A column's heading: columns beside each other that have the same name are headed by it once.
struct LatexHeading {
  std::string name;        ///< LaTeX
  std::string below = {};  ///< LaTeX of a second line; no table has a second line of empty ones alone
};

/// A floating table.
struct LatexTable {
  std::string caption;    ///< LaTeX
  std::string label;      ///< of \label, letters, digits, hyphens, points and colons
  std::string alignment;  ///< one of l, c, r a column
  std::vector<LatexHeading> header;
  std::vector<LatexRow> rows;
  bool is_continued = false;  ///< whether it has the number of the table before it
};

/// What the columns of a table take, in em of its type: text and what keeps it from the next column. [columns]
std::vector<double> column_widths(const LatexTable& table);

/// What a row takes of a page's height, in lines; with the rule above it, if it has one.
double height_of(const LatexRow& row);

// What fits on a page of an article on A4 or letter paper, in type of 10 to 12 points; in em and lines of a table's
// type.
inline constexpr double page_width = 38.5, column_width = 19, page_height = 36;

/// The table in booktabs style, small, of the width of a column where it fits into one of two, else of the page.
/// @pre header and every row have as many cells as the alignment
std::string to_latex(const LatexTable& table);

}  // namespace neurank::report
