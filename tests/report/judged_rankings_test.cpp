#include "report/judged_rankings.hpp"

#include <gtest/gtest.h>

#include "report/findings.hpp"
#include "report/prose.hpp"
#include "report/ranking_samples.hpp"
#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

/// Rows of the table of judges.
struct Row {
  const char *ranking, *judge;
  std::int64_t n;
  double share;
  Value accuracy;
};

Table judges_of(const std::vector<Row>& rows) {
  Table judges = empty_table("ranking_judges");
  for (const auto& [ranking, judge, n, share, accuracy] : rows) {
    std::vector<Value> values = {"bert", "pos", "raw", ranking, judge, n, share, accuracy};
    values.resize(judges.columns().size());
    judges.add_row(std::move(values));
  }
  return judges;
}

std::string text_of(const std::vector<Row>& rows) { return rankings_text(judged_rankings(judges_of(rows))); }

TEST(JudgedRankings, name_the_best_and_the_worst_the_papers_and_chance) {
  EXPECT_EQ(
      text_of({{"weight_mass", "linear", 32, 0.05, 0.7},
               {"probeless", "linear", 32, 0.05, 0.602},
               {"lda", "linear", 32, 0.05, 0.781},
               {"random", "linear", 32, 0.05, 0.401},
               {"weight_mass", "gaussian", 32, 0.05, 0.8},
               {"probeless", "gaussian", 32, 0.05, 0.5},
               {"lda", "gaussian", 32, 0.05, 0.6},
               {"random", "gaussian", 32, 0.05, 0.9}}),
      "the first 32 neurons (5.0 %) tell the linear judge most when ranked by lda (78.1 %) and least by probeless "
      "(60.2 %), weight_mass (70.0 %) is 2nd of 3, chance (random) is 40.1 %; they tell the gaussian judge most "
      "when ranked by weight_mass (80.0 %) and least by probeless (50.0 %), chance (random) is 90.0 %");
}

TEST(JudgedRankings, are_told_at_the_size_nearest_to_five_percent_that_all_judges_have) {
  EXPECT_EQ(text_of({{"weight_mass", "linear", 10, 0.01, 0.3},
                     {"weight_mass", "linear", 20, 0.02, 0.4},
                     {"weight_mass", "linear", 50, 0.05, 0.5},
                     {"weight_mass", "gaussian", 10, 0.01, 0.6},
                     {"weight_mass", "gaussian", 20, 0.02, 0.7}}),
            "the first 20 neurons (2.0 %) tell the linear judge 40.0 % when ranked by weight_mass; they tell the "
            "gaussian judge 70.0 % when ranked by weight_mass");
}

TEST(JudgedRankings, that_do_as_well_are_not_told_apart) {
  EXPECT_EQ(text_of({{"lda", "linear", 5, 0.05, 0.5}, {"anova", "linear", 5, 0.05, 0.5}}),
            "the first 5 neurons (5.0 %) tell the linear judge 50.0 % by each of 2 rankings");
}

TEST(JudgedRankings, say_nothing_where_nothing_was_judged) {
  EXPECT_EQ(text_of({}), "");
  EXPECT_EQ(text_of({{"lda", "linear", 5, 0.05, {}}}), "");
  EXPECT_EQ(text_of({{"random", "linear", 5, 0.05, 0.5}}), "");
  EXPECT_EQ(text_of({{"lda", "linear", 5, 0.05, 0.5}, {"lda", "gaussian", 6, 0.06, 0.5}}), "") << "no size in common";
  EXPECT_EQ(text_of({{"lda", "linear", 5, 0.05, {}}, {"lda", "gaussian", 5, 0.05, 0.5}}),
            "the first 5 neurons (5.0 %) tell the gaussian judge 50.0 % when ranked by lda");
}

TEST(JudgedRankings, are_a_sentence_of_the_cells_that_have_some) {
  auto tables = test::small_results();
  const std::size_t without = findings(tables).cells.size();
  test::add_rankings({"bert", "pos", "raw"}, {.neurons = 400}, tables);
  const auto sentences = findings(tables).cells;
  ASSERT_EQ(sentences.size(), without + 1);
  EXPECT_EQ(sentences[4],
            "bert/pos/raw: the first 20 neurons (5.0 %) tell the linear judge most when ranked by weight_mass (81.7 %) "
            "and least by gaussian (44.2 %), chance (random) is 44.0 %; they tell the gaussian judge most when ranked "
            "by weight_mass (71.7 %) and least by gaussian (34.2 %), chance (random) is 34.0 %.");
}

TEST(Ordinals, are_read_as_they_are_said) {
  const std::vector<std::pair<std::size_t, std::string>> expected = {
      {0, "0th"},   {1, "1st"},   {2, "2nd"},   {3, "3rd"},   {4, "4th"},     {11, "11th"},
      {12, "12th"}, {13, "13th"}, {17, "17th"}, {21, "21st"}, {111, "111th"}, {122, "122nd"}};
  for (const auto& [number, text] : expected) EXPECT_EQ(ordinal(number), text);
}

}  // namespace
}  // namespace neurank::report
