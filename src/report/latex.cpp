#include "report/latex.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

constexpr double separation = 0.72;  // em between two columns: twice \tabcolsep of 3 pt in type of 8 pt
constexpr double rule_lines = 0.6;   // of the height of a line, with the space around it
constexpr double small_type = 0.94;  // \scriptsize beside \footnotesize

double total(const std::vector<double>& widths, std::size_t begin, std::size_t end) {
  return std::accumulate(widths.begin() + static_cast<std::ptrdiff_t>(begin),
                         widths.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
}

/// Where the columns end that have the same name from `begin` on; a name without a second line stands by itself.
std::size_t end_of_span(const std::vector<LatexHeading>& header, std::size_t begin) {
  std::size_t end = begin + 1;
  while (!header[begin].below.empty() && end < header.size() && header[end].name == header[begin].name) ++end;
  return end;
}

bool has_second_line(const std::vector<LatexHeading>& header) {
  return std::ranges::any_of(header, [](const LatexHeading& heading) { return !heading.below.empty(); });
}

std::string line_of(const std::vector<std::string>& cells) { return join(cells, " & ") + " \\\\\n"; }

std::string header_lines(const std::vector<LatexHeading>& header) {
  std::vector<std::string> names, below;
  std::string rules;
  for (std::size_t i = 0, end = 0; i < header.size(); i = end) {
    end = end_of_span(header, i);
    for (std::size_t j = i; j < end; ++j) below.push_back(header[j].below);
    if (end == i + 1) {
      names.push_back(header[i].name);
      continue;
    }
    names.push_back("\\multicolumn{" + std::to_string(end - i) + "}{c}{" + header[i].name + "}");
    rules += "\\cmidrule(lr){" + std::to_string(i + 1) + "-" + std::to_string(end) + "}";
  }
  if (!has_second_line(header)) return line_of(names);
  return line_of(names) + (rules.empty() ? "" : rules + "\n") + line_of(below);
}

std::string row_lines(const LatexRow& row) {
  if (!row.is_small) return line_of(row.cells);
  std::vector<std::string> cells;
  for (const auto& cell : row.cells) cells.push_back(cell.empty() ? "" : "{\\scriptsize " + cell + "}");
  return line_of(cells);
}

}  // namespace

double height_of(const LatexRow& row) { return 1 + (row.begins_group ? rule_lines : 0); }

std::vector<double> column_widths(const LatexTable& table) {
  std::vector<double> widths(table.alignment.size());
  for (const LatexRow& row : table.rows)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], latex_width(row.cells[i]) * (row.is_small ? small_type : 1));
  for (std::size_t i = 0; i < widths.size(); ++i)
    widths[i] = std::max(widths[i], latex_width(table.header[i].below)) + separation;
  for (std::size_t i = 0, end = 0; i < widths.size(); i = end) {
    end = end_of_span(table.header, i);
    const double lacking = latex_width(table.header[i].name) + separation - total(widths, i, end);
    for (std::size_t j = i; j < end && lacking > 0; ++j) widths[j] += lacking / static_cast<double>(end - i);
  }
  return widths;
}

std::string to_latex(const LatexTable& table) {
  NEURANK_EXPECT(table.header.size() == table.alignment.size());
  const std::vector<double> widths = column_widths(table);
  const std::string kind = total(widths, 0, widths.size()) > column_width ? "table*" : "table";
  // \sloppy: a narrow column breaks the caption's lines anywhere rather than let one stick out
  std::string latex =
      "\\begin{" + kind + "}\n\\centering\\sloppy\n" + (table.is_continued ? "\\addtocounter{table}{-1}\n" : "") +
      "{\\footnotesize\\setlength{\\tabcolsep}{3pt}%\n\\begin{tabular}{@{}" + table.alignment + "@{}}\n\\toprule\n";
  latex += header_lines(table.header) + "\\midrule\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    NEURANK_EXPECT(table.rows[i].cells.size() == table.alignment.size());
    if (table.rows[i].begins_group && i > 0) latex += "\\midrule\n";
    latex += row_lines(table.rows[i]);
  }
  return latex + "\\bottomrule\n\\end{tabular}}\n\\caption{" + table.caption + "}\n\\label{" + table.label +
         "}\n\\end{" + kind + "}\n";
}

}  // namespace neurank::report
