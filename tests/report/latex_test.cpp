#include "report/latex.hpp"

#include <gtest/gtest.h>

namespace neurank::report {
namespace {

TEST(Latex, special_characters_are_escaped) {
  EXPECT_EQ(latex_text("a_b & 5% #1 {x} $y$ ^~\\"),
            "a\\_b \\& 5\\% \\#1 \\{x\\} \\$y\\$ \\textasciicircum{}\\textasciitilde{}\\textbackslash{}");
}

TEST(Latex, a_table_is_in_booktabs_style) {
  const LatexTable table{
      "All & top", "tab:x", "lr", {"Task", "n_1"}, {{{"pos", "1"}, true}, {{"", "2"}}, {{"sem", "3"}, true}}};
  EXPECT_EQ(to_latex(table),
            "\\begin{table}\n\\centering\n\\begin{tabular}{lr}\n\\toprule\nTask & n\\_1 \\\\\n\\midrule\npos & 1 \\\\\n"
            " & 2 \\\\\n\\midrule\nsem & 3 \\\\\n\\bottomrule\n\\end{tabular}\n\\caption{All \\& top}\n\\label{tab:x}\n"
            "\\end{table}\n");
}

}  // namespace
}  // namespace neurank::report
