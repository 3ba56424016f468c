#include "report/latex_tables.hpp"

#include <gtest/gtest.h>

#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

bool has_line(const std::string& latex, const std::string& line) {
  return ("\n" + latex).find("\n" + line + "\n") != std::string::npos;
}

TEST(LatexTables, masked_accuracies_are_percent_with_mean_and_sd_of_the_largest_share) {
  const auto latex = latex_tables(test::small_results()).at("masked.tex");
  // 0.89 and 0.91 over two seeds: mean 90.0, sd 1.41; draws of a seed (0.4, 0.6) are averaged first
  EXPECT_TRUE(has_line(latex, "Task &  & bert & xl\\_net \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, "pos & All & 90.0 $\\pm$ 1.4 & 90.0 $\\pm$ 1.4 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Top & 80.0 $\\pm$ 0.0 & 80.0 $\\pm$ 0.0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Random & 50.0 $\\pm$ 0.0 & 50.0 $\\pm$ 0.0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Bottom & -- & -- \\\\")) << latex;
  EXPECT_NE(latex.find("\\caption{Test accuracy with 20 \\% of the neurons kept"), std::string::npos) << latex;
}

TEST(LatexTables, minimal_sets_show_number_share_accuracies_and_selectivity) {
  const auto latex = latex_tables(test::small_results()).at("minimal.tex");
  EXPECT_TRUE(
      has_line(latex, "pos & Neurons & 15 $\\pm$ 7 / 3.8 $\\pm$ 1.8\\% & 40 $\\pm$ 0 / 10.0 $\\pm$ 0.0\\% \\\\"))
      << latex;
  EXPECT_TRUE(has_line(latex, " & Accuracy, all & 90.0 $\\pm$ 0.0 & 90.0 $\\pm$ 0.0 \\\\"))
      << "test, as all but three: " << latex;
  EXPECT_TRUE(has_line(latex, " & Accuracy, top (dev) & 90.6 $\\pm$ 0.0 & 90.6 $\\pm$ 0.0 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Accuracy, top & 89.5 $\\pm$ 1.4 & 89.5 $\\pm$ 1.4 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Selectivity, random & 50.0 $\\pm$ 0.0 & 50.0 $\\pm$ 0.0 \\\\")) << latex;
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
  EXPECT_TRUE(has_line(latex, "Task &  & bert raw & bert zscored & xl\\_net raw & xl\\_net zscored \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & Top & 80.0 $\\pm$ 0.0 & 50.0 $\\pm$ 0.0 & 80.0 $\\pm$ 0.0 & 50.0 $\\pm$ 0.0 \\\\"))
      << latex;
}

TEST(LatexTables, layers_go_across_and_models_down) {
  const auto latex = latex_tables(test::small_results()).at("layers.tex");
  EXPECT_TRUE(has_line(latex, "Task & Model & 0 & 1 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, "pos & bert & 1 & 7 \\\\")) << latex;
  EXPECT_TRUE(has_line(latex, " & xl\\_net & 1 & 7 \\\\")) << latex;
}

TEST(LatexTables, an_empty_value_is_a_dash) {
  const auto tables = latex_tables(test::small_results());
  EXPECT_TRUE(has_line(tables.at("architecture_tests.tex"),
                       "pos & raw & bert & xl\\_net & fraction@0.5 & -0.062 & -- & -- & -- \\\\") ||
              has_line(tables.at("architecture_tests.tex"),
                       "pos & raw & bert & xl\\_net & fraction@0.5 & -0.063 & -- & -- & -- \\\\"))
      << tables.at("architecture_tests.tex");
}

TEST(LatexTables, are_made_of_tables_without_rows) {
  std::map<std::string, Table> empty;
  for (const auto& name : table_names()) empty[name] = empty_table(name);
  const auto latex = latex_tables(empty);
  EXPECT_FALSE(latex.contains("minimal.tex"));
  EXPECT_NE(latex.at("stability.tex").find("\\toprule"), std::string::npos);
}

}  // namespace
}  // namespace neurank::report
