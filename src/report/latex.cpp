#include "report/latex.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

std::string escaped(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '#':
    case '$':
    case '%':
    case '&':
    case '_':
    case '{':
    case '}':
      return std::string("\\") + c;
    default:
      return std::string(1, c);
  }
}

std::string line_of(const std::vector<std::string>& cells) { return join(cells, " & ") + " \\\\\n"; }

}  // namespace

std::string latex_text(const std::string& text) {
  std::string latex;
  for (const char c : text) latex += escaped(c);
  return latex;
}

std::string to_latex(const LatexTable& table) {
  NEURANK_EXPECT(table.header.size() == table.alignment.size());
  std::vector<std::string> header;
  for (const auto& cell : table.header) header.push_back(latex_text(cell));
  std::string latex = "\\begin{table}\n\\centering\n\\begin{tabular}{" + table.alignment + "}\n\\toprule\n";
  latex += line_of(header) + "\\midrule\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    NEURANK_EXPECT(table.rows[i].cells.size() == table.alignment.size());
    if (table.rows[i].begins_group && i > 0) latex += "\\midrule\n";
    latex += line_of(table.rows[i].cells);
  }
  return latex + "\\bottomrule\n\\end{tabular}\n\\caption{" + latex_text(table.caption) + "}\n\\label{" + table.label +
         "}\n\\end{table}\n";
}

}  // namespace neurank::report
