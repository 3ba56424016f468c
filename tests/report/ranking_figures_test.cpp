#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/files.hpp"
#include "base/format.hpp"
#include "report/drawn_texts.hpp"
#include "report/figure_samples.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/figures/gnuplot.hpp"
#include "report/ranking_samples.hpp"
#include "support/expect_mentions.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report {
namespace {

using Texts = std::vector<std::string>;

const Place place = {"t", "v"};
const Texts hostile = {"it's", "''", "a,b", "%d 100%", "\"x\"", "$0", "#", "<b>&amp;", "\\n", "語"};

/// Results of some models that have rows of rankings alone.
Tables results_of(const Texts& models, const test::MadeUpRankings& rankings = {}) {
  Tables tables;
  for (const std::string& name : table_names()) tables[name] = empty_table(name);
  for (const std::string& model : models) {
    std::vector<Value> row = {model, place.task, place.variant};
    row.resize(tables.at("baselines").columns().size());
    tables.at("baselines").add_row(std::move(row));
    test::add_rankings({model, place.task, place.variant}, rankings, tables);
  }
  return tables;
}

/// A table without the rows that a condition selects.
void erase_rows(Table& table, const std::function<bool(std::size_t row)>& selects) {
  Table left(table.columns());
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (!selects(row)) left.add_row(table.rows()[row]);
  table = left;
}

/// A table with no value in a column of the rows that a condition selects.
void empty_values(Table& table, const std::string& column, const std::function<bool(std::size_t row)>& selects) {
  Table changed(table.columns());
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    auto values = table.rows()[row];
    if (selects(row)) values[table.column(column)] = Value();
    changed.add_row(std::move(values));
  }
  table = changed;
}

std::optional<Figure> judged(const Tables& tables) { return ranking_figure(figure_run(tables), place); }
std::optional<Figure> agreeing(const Tables& tables) { return ranking_agreement_figure(figure_run(tables), place); }

/// Where somebody who looks at the drawings wants them; else a folder that goes.
class RankingFigures : public testing::Test {
 protected:
  std::filesystem::path folder() const {
    const char* wanted = std::getenv("NEURANK_RANKING_FIGURES");
    return (wanted == nullptr ? folder_.path() : std::filesystem::path(wanted)) /
           testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  /// The texts of a figure, as gnuplot draws it.
  std::set<std::string> drawn(const Figure& figure) const {
    const auto of_kind = folder() / figure.kind;
    EXPECT_EQ(draw_figures(of_kind, {figure}, 1), Texts{});
    return test::drawn_texts(read_file(of_kind / (figure.name + ".svg")));
  }

  neurank::test::ScratchFolder folder_;
};

std::string in_percent(double accuracy) { return formatted("%.1f", 100 * accuracy); }

TEST_F(RankingFigures, show_each_ranking_and_judge_of_each_model_and_no_mean) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto figure = judged(results_of({"bert-base-cased", "m 'two'"}));
  ASSERT_TRUE(figure);
  const auto texts = drawn(*figure);
  for (const std::string& method : all_names<ranking::Method>()) EXPECT_TRUE(texts.contains(method)) << method;
  for (const char* text : {"linear", "gaussian", "bert-base-cased", "m 'two'", "10", "20", "40", "50", "400"})
    EXPECT_TRUE(texts.contains(text)) << text;
  for (std::size_t method = 0; method < 17; ++method)
    for (const std::int64_t n : {10, 20, 40, 50, 100, 200, 400})
      for (const bool is_linear : {true, false})
        if (is_linear || n <= 100) {
          EXPECT_TRUE(texts.contains(in_percent(test::made_up_accuracy(method, is_linear, n)))) << method << " " << n;
        }
  EXPECT_EQ(figure->data.front().rows.num_rows(), 2u * 17 * (7 + 5)) << "rows of the table as they are";
  EXPECT_MENTIONS(figure->script, "'400' 6, '10' 7.35") << "a gap between the judges";
}

TEST_F(RankingFigures, show_how_far_rankings_agree_at_the_size_nearest_to_five_percent) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto figure = agreeing(results_of({"bert-base-cased", "m 'two'"}));
  ASSERT_TRUE(figure);
  const auto texts = drawn(*figure);
  for (const std::string& method : all_names<ranking::Method>()) EXPECT_TRUE(texts.contains(method)) << method;
  for (const char* text : {"bert-base-cased, k = 100", "m 'two', k = 100", "50", "33", "3"})
    EXPECT_TRUE(texts.contains(text)) << text;
  EXPECT_MENTIONS(figure->caption, "have 2.6 (bert-base-cased), 2.6 (m 'two')");
}

TEST_F(RankingFigures, fit_few_rankings_and_many_models) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto tables = results_of({"a", "b", "c", "d", "a-model-with-a-name-that-is-long-enough-to-be-cut"},
                                 {.methods = {"weight_mass", "random"}, .neurons = 53248});
  for (const auto& figure : {judged(tables), agreeing(tables)}) {
    ASSERT_TRUE(figure);
    const auto texts = drawn(*figure);
    EXPECT_TRUE(texts.contains("d") || texts.contains("d, k = 2662"));
    EXPECT_MENTIONS(figure->caption, " 1 more models: tables/ranking_");
  }
}

TEST_F(RankingFigures, of_one_model_name_all_rankings) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto tables = results_of({"bert-base-cased"});
  for (const auto& figure : {judged(tables), agreeing(tables)}) {
    ASSERT_TRUE(figure);
    const auto texts = drawn(*figure);
    for (const std::string& method : all_names<ranking::Method>()) EXPECT_TRUE(texts.contains(method)) << method;
  }
}

TEST_F(RankingFigures, print_names_as_they_are) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto tables = results_of({"m%d 'x'"}, {.methods = hostile});
  for (const auto& figure : {judged(tables), agreeing(tables)}) {
    ASSERT_TRUE(figure);
    const auto texts = drawn(*figure);
    for (const std::string& name : hostile) EXPECT_TRUE(texts.contains(name)) << figure->kind << " " << name;
  }
}

TEST_F(RankingFigures, of_a_single_ranking_have_its_judges_and_no_agreement) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto tables = results_of({"bert"}, {.methods = {"weight_mass"}, .neurons = 90});
  EXPECT_FALSE(agreeing(tables));
  const auto figure = judged(tables);
  ASSERT_TRUE(figure);
  const auto texts = drawn(*figure);
  for (const char* text : {"weight_mass", "linear", "gaussian", "bert"}) EXPECT_TRUE(texts.contains(text)) << text;
}

TEST_F(RankingFigures, leave_squares_without_accuracy_blank) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  auto tables = results_of({"bert", "none"}, {.methods = {"weight_mass", "lda"}});
  Table& judges = tables.at("ranking_judges");
  empty_values(judges, "accuracy", [&](std::size_t row) {
    return judges.text(row, "model") == "none" ||
           (judges.text(row, "method") == "lda" && judges.integer(row, "n") < 50);
  });
  const auto figure = judged(tables);
  ASSERT_TRUE(figure);
  const auto texts = drawn(*figure);
  EXPECT_TRUE(texts.contains(in_percent(test::made_up_accuracy(1, true, 50))));
  EXPECT_FALSE(texts.contains(in_percent(test::made_up_accuracy(1, true, 20))));
  EXPECT_TRUE(texts.contains(in_percent(test::made_up_accuracy(0, true, 20)))) << "others stay in their squares";
  EXPECT_FALSE(texts.contains("none"));
  empty_values(judges, "accuracy", [](std::size_t) { return true; });
  EXPECT_FALSE(judged(tables));
}

TEST_F(RankingFigures, have_columns_that_all_rankings_have) {
  auto tables = results_of({"bert"}, {.methods = {"weight_mass", "lda"}});
  Table& judges = tables.at("ranking_judges");
  erase_rows(judges,
             [&](std::size_t row) { return judges.text(row, "method") == "lda" && judges.integer(row, "n") == 20; });
  const auto figure = judged(tables);
  ASSERT_TRUE(figure);
  const Table& rows = figure->data.front().rows;
  EXPECT_EQ(rows.num_rows(), 2u * (6 + 4));
  for (std::size_t row = 0; row < rows.num_rows(); ++row) EXPECT_NE(rows.integer(row, "n"), 20);
}

TEST_F(RankingFigures, are_none_without_rows) {
  const auto tables = results_of({});
  EXPECT_FALSE(judged(tables));
  EXPECT_FALSE(agreeing(tables));
  EXPECT_FALSE(judged({}));
  EXPECT_FALSE(agreeing({}));
}

}  // namespace
}  // namespace neurank::report
