#pragma once

#include <string>
#include <vector>

namespace neurank::report {

/// A table for the terminal: a header, a rule under it, then the rows; columns are two spaces apart. A column of
/// numbers ("0.93", "-2", "93.1%"; empty cells and "-" do not count) is aligned right, any other left. Widths are
/// counted in Unicode code points. No line ends in spaces.
/// @param rows [rows][header.size()] UTF-8
/// @pre every row has as many cells as the header
std::string text_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

}  // namespace neurank::report
