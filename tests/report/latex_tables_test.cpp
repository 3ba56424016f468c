#include "report/latex_tables.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "report/made_up_results.hpp"
#include "report/result_samples.hpp"
#include "report/tested_contrasts.hpp"

namespace neurank::report {
namespace {

bool has_line(const std::string& latex, const std::string& line) {
  return ("\n" + latex).find("\n" + line + "\n") != std::string::npos;
}

TEST(LatexTables, masked_accuracies_are_percent_with_mean_and_sd_of_the_largest_share) {
  const auto latex = latex_tables(test::small_results()).at("masked.tex");
  // 0.89 and 0.91 over two seeds: mean 90.0, sd 1.41; draws of a seed (0.4, 0.6) are averaged first
  EXPECT_TRUE(has_line(latex, "Task &  & bert & xl\\_net \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, "pos & All & 90.0\\,$\\pm$\\,1.4 & 90.0\\,$\\pm$\\,1.4 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Top & 80.0\\,$\\pm$\\,0.0 & 80.0\\,$\\pm$\\,0.0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Random & 50.0\\,$\\pm$\\,0.0 & 50.0\\,$\\pm$\\,0.0 \\\\")) << latex;
  EXPECT_EQ(latex.find("Bottom"), std::string::npos) << "a line without a number";
  EXPECT_NE(latex.find("20\\,\\% of them kept and all others set to zero."), std::string::npos) << latex;
}

TEST(LatexTables, minimal_sets_show_number_share_accuracies_and_selectivity) {
  const auto latex = latex_tables(test::small_results()).at("minimal.tex");
  EXPECT_TRUE(has_line(latex, "pos & Neurons & 15\\,$\\pm$\\,7 & 40\\,$\\pm$\\,0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Share & 3.8\\,$\\pm$\\,1.8 & 10.0\\,$\\pm$\\,0.0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & All & 90.0\\,$\\pm$\\,0.0 & 90.0\\,$\\pm$\\,0.0 \\\\")) << "test: " << latex;
  EXPECT_TRUE(has_line(latex, " & Top & 89.5\\,$\\pm$\\,1.4 & 89.5\\,$\\pm$\\,1.4 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Sel. random & 50.0\\,$\\pm$\\,0.0 & 50.0\\,$\\pm$\\,0.0 \\\\")) << latex;
}

TEST(LatexTables, variants_stand_side_by_side) {
  auto tables = test::small_results();
  const Table accuracy = tables["accuracy"];
  for (auto row : accuracy.rows()) {
    row[accuracy.column("variant")] = "zscored";
    row[accuracy.column("accuracy")] = 0.5;
    tables["accuracy"].add_row(row);
  }
  const auto latex = latex_tables(tables).at("masked.tex");
  EXPECT_TRUE(has_line(latex, "Task &  & \\multicolumn{2}{c}{bert} & \\multicolumn{2}{c}{xl\\_net} \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " &  & raw & zscored & raw & zscored \\\\")) << latex;
  EXPECT_TRUE(has_line(
      latex, " & Top & 80.0\\,$\\pm$\\,0.0 & 50.0\\,$\\pm$\\,0.0 & 80.0\\,$\\pm$\\,0.0 & 50.0\\,$\\pm$\\,0.0 \\\\"))
      << latex;
}

TEST(LatexTables, layers_go_across_and_models_down) {
  const auto latex = latex_tables(test::small_results()).at("layers.tex");
  EXPECT_TRUE(has_line(latex, "Task & Model & 0 & 1 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, "pos & bert & 1 & 7 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & xl\\_net & 1 & 7 \\\\")) << latex;
}

TEST(LatexTables, sharing_is_a_mean_beside_unrelated_labels) {
  const auto latex = latex_tables(test::small_results()).at("sharing.tex");
  EXPECT_TRUE(has_line(latex, "pos & Minimal & 1.50 (1.75) & 2.50 (1.75) \\\\")) << latex;
}

TEST(LatexTables, metrics_have_their_intervals_below) {
  const auto latex = latex_tables(test::small_results()).at("architectures.tex");
  EXPECT_TRUE(has_line(latex, "pos & Neurons & 3.8 & 10.0 \\\\") || has_line(latex, "pos & Neurons & 3.7 & 10.0 \\\\"))
      << latex;
  EXPECT_TRUE(has_line(latex, " & Gap & 19.5 & 19.5 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " &  & {\\scriptsize {[}15.0, 25.0{]}} & {\\scriptsize {[}15.0, 25.0{]}} \\\\")) << latex;
}

TEST(LatexTables, tests_are_those_with_an_adjusted_p_value_best_first) {
  auto tables = test::small_results();
  Table& tests = tables["architecture_tests"];
  tests.add_row({"pos", "raw", "bert", "xl_net", "accuracy", -0.01, -0.02, 0.01, 0.3, 0.6, "words"});
  tests.add_row({"sem", "raw", "bert", "xl_net", "accuracy", 0.05, {}, {}, 0.0001, 0.0002, "words"});
  tests.add_row({"ccg", "raw", "bert", "xl_net", "accuracy", -0.07, {}, {}, 0.0001, 0.0002, "words"});
  const auto latex = latex_tables(tables).at("architecture_tests.tex");
  EXPECT_NE(latex.find("\\midrule\nccg & bert & xl\\_net & $-$7.0 & -- & $<$0.001 \\\\\n"
                       "sem & bert & xl\\_net & 5.0 & -- & $<$0.001 \\\\\n"
                       "pos & bert & xl\\_net & $-$1.0 & {[}$-$2.0, 1.0{]} & 0.600 \\\\\n\\bottomrule"),
            std::string::npos)
      << latex;
}

TEST(LatexTables, are_made_of_tables_without_rows) {
  std::map<std::string, Table> empty;
  for (const auto& name : table_names()) empty[name] = empty_table(name);
  for (const auto& [file, latex] : latex_tables(empty)) {
    EXPECT_TRUE(latex.starts_with("% ")) << file;
    EXPECT_EQ(latex.find('\n'), latex.size() - 1) << file;
  }
}

TEST(LatexTables, of_the_largest_grid_fit_into_six_floats_a_file_and_have_labels_of_their_own) {
  std::string padding;
  for (int i = 0; i < 22; ++i) padding += "-W_x";
  test::MadeUpResults results({.models = 20, .tasks = 12, .variants = 2, .padding = padding, .has_groups = true});
  adjust_p_values(results.tables());
  std::set<std::string> labels;
  for (const auto& [file, latex] : latex_tables(results.tables())) {
    std::size_t floats = 0;
    std::istringstream lines(latex);
    for (std::string line; std::getline(lines, line);) {
      floats += line.starts_with("\\begin{table");
      if (line.starts_with("\\label")) {
        EXPECT_TRUE(labels.insert(line).second) << line;
      }
    }
    EXPECT_LE(floats, 6U) << file;
    EXPECT_LT(latex.size(), 40'000U) << file;
  }
}

}  // namespace
}  // namespace neurank::report
