#include "report/latex.hpp"

#include <gtest/gtest.h>

#include "report/latex_names.hpp"
#include "report/latex_pieces.hpp"

namespace neurank::report {
namespace {

TEST(Latex, special_characters_are_escaped) {
  EXPECT_EQ(latex_text("a_b & 5% #1 {x} $y$ ^~\\"),
            "a\\_b \\& 5\\% \\#1 \\{x\\} \\$y\\$ \\textasciicircum{}\\textasciitilde{}\\textbackslash{}");
}

TEST(Latex, no_text_breaks_a_table_or_is_set_as_something_else) {
  EXPECT_EQ(latex_text("[x]*"), "{[}x{]}{*}") << "behind the end of a row they would be arguments";
  EXPECT_EQ(latex_text("a--b---c"), "a-{}-b-{}-{}-c");
  EXPECT_EQ(latex_text("<a|b>"), "\\textless{}a\\textbar{}b\\textgreater{}");
  EXPECT_EQ(latex_text("?`!`"), "?{}`!{}`");
  EXPECT_EQ(latex_text("a\tb\n\nc"), "a b  c");
  EXPECT_EQ(latex_text(std::string("\x01\x7f\0", 3)), "{[}U+0001{]}{[}U+007F{]}{[}U+0000{]}");
}

TEST(Latex, characters_that_pdflatex_does_not_know_are_named) {
  EXPECT_EQ(latex_text("é ß"), "é ß");
  EXPECT_EQ(latex_text("中ə😀ð"), "{[}U+4E2D{]}{[}U+0259{]}{[}U+1F600{]}{[}U+00F0{]}");
  EXPECT_EQ(latex_text("a\xff\xe4\xb8"), "a{[}0xFF{]}{[}0xE4{]}{[}0xB8{]}") << "no UTF-8";
}

TEST(Latex, widths_are_those_of_the_font) {
  EXPECT_DOUBLE_EQ(latex_width("100"), 1.5);
  EXPECT_DOUBLE_EQ(latex_width("\\%\\_"), 1.333);
  EXPECT_NEAR(latex_width("90.1\\,$\\pm$\\,0.2"), 1.778 + 0.17 + 0.78 + 0.17 + 1.278, 1e-9);
  EXPECT_DOUBLE_EQ(latex_width("$-$1"), 1.28);
}

TEST(Latex, a_table_is_in_booktabs_style) {
  const LatexTable table{"All \\& top",
                         "tab:x",
                         "lr",
                         {{"Task"}, {"n\\_1"}},
                         {{{"pos", "1"}, true}, {{"", "2"}, false, true}, {{"sem", "3"}, true}}};
  EXPECT_EQ(to_latex(table),
            "\\begin{table}\n\\centering\\sloppy\n{\\footnotesize\\setlength{\\tabcolsep}{3pt}%\n"
            "\\begin{tabular}{@{}lr@{}}\n\\toprule\nTask & n\\_1 \\\\\n\\midrule\npos & 1 \\\\\n"
            " & {\\scriptsize 2} \\\\\n\\midrule\nsem & 3 \\\\\n\\bottomrule\n\\end{tabular}}\n"
            "\\caption{All \\& top}\n\\label{tab:x}\n\\end{table}\n");
}

TEST(Latex, columns_of_the_same_name_have_one_heading) {
  const LatexTable table{"", "x", "lcc", {{"Task"}, {"bert", "raw"}, {"bert", "zscored"}}, {{{"pos", "1", "2"}, true}}};
  EXPECT_NE(to_latex(table).find("Task & \\multicolumn{2}{c}{bert} \\\\\n\\cmidrule(lr){2-3}\n & raw & zscored \\\\\n"),
            std::string::npos)
      << to_latex(table);
}

TEST(Latex, long_names_are_cut_and_stay_different) {
  const std::string tail(40, 'x');
  const ShortNames names({"bert", "model-1-" + tail, "model-2-" + tail, "中" + tail + "é"}, 6);
  EXPECT_EQ(names.latex("bert"), "bert");
  EXPECT_NE(names.latex("model-1-" + tail), names.latex("model-2-" + tail));
  for (const auto& name : {"model-1-" + tail, "model-2-" + tail, "中" + tail + "é"}) {
    EXPECT_LE(latex_width(names.latex(name)), 6);
    EXPECT_EQ(names.latex(name).find("0x"), std::string::npos) << "a character was cut in two";
    EXPECT_NE(names.legend().find(" is " + name + "\n"), std::string::npos) << names.legend();
  }
}

/// Rows in groups of two.
LargeTable large_table(std::size_t columns, std::size_t groups) {
  LargeTable large{{"All.", "tab:x", "l", {{"Task"}}, {}}, 1, "models", "tasks", "table"};
  for (std::size_t i = 0; i < columns; ++i) large.table.header.push_back({std::to_string(1000 + i)});
  large.table.alignment += std::string(columns, 'c');
  for (std::size_t i = 0; i < 2 * groups; ++i) {
    std::vector<std::string> cells(columns + 1, "90.0");
    cells[0] = i % 2 == 0 ? "task" + std::to_string(i / 2) : "";
    large.table.rows.push_back({cells, i % 2 == 0});
  }
  return large;
}

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Latex, a_table_larger_than_a_page_is_set_in_pieces) {
  EXPECT_EQ(count_of("\\begin{table", in_pieces(large_table(3, 3), 6)), 1U);
  const std::string latex = in_pieces(large_table(20, 20), 6);
  EXPECT_EQ(count_of("\\begin{table", latex), 4U) << latex;
  EXPECT_EQ(count_of("{(continued)}", latex), 3U);
  EXPECT_EQ(count_of("\\addtocounter{table}{-1}", latex), 3U);
  EXPECT_EQ(count_of("\\label{tab:x:3}", latex), 1U);
  EXPECT_EQ(count_of("task19", latex), 2U);
  EXPECT_EQ(latex.find("Shown"), std::string::npos) << "nothing is left out";
}

TEST(Latex, what_a_large_table_leaves_out_is_said) {
  const std::string latex = in_pieces(large_table(100, 20), 6);
  EXPECT_LE(count_of("\\begin{table", latex), 6U);
  EXPECT_NE(latex.find("of 100 models; table.csv has all."), std::string::npos) << latex;
  LargeTable layers = large_table(20, 400);
  layers.keeps_columns = true;
  const std::string of_layers = in_pieces(layers, 6);
  EXPECT_NE(of_layers.find("of 400 tasks; table.csv has all."), std::string::npos);
  EXPECT_NE(of_layers.find("1019"), std::string::npos) << "all columns stay";
}

TEST(Latex, a_table_without_rows_is_a_comment) {
  EXPECT_EQ(in_pieces(large_table(3, 0), 6), "% table.csv has no rows for this table.\n");
}

}  // namespace
}  // namespace neurank::report
