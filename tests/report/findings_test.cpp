#include "report/findings.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/text.hpp"
#include "report/findings_page.hpp"
#include "report/made_up_results.hpp"
#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

using Lines = std::vector<std::string>;

const Lines headings = {"Do individual neurons carry linguistic information?",
                        "Which parts of the network learn what?",
                        "How focused or distributed is it?",
                        "How do architectures differ (p < 0.05)?",
                        "What may NOT be concluded",
                        "The texts"};

/// The page as one line, so that sentences are found wherever they are broken.
std::string text_of(const Lines& page) {
  std::string text;
  for (const std::string& line : page) text += line.starts_with("  ") ? line.substr(1) : " " + line;
  return text;
}

void expect_says(const Lines& page, const std::string& sentence) {
  EXPECT_NE(text_of(page).find(sentence), std::string::npos) << sentence << "\nis not in\n" << join(page, "\n");
}

/// A table with other values in some columns.
Table with_values(const Table& table, const std::map<std::string, Value>& values) {
  Table changed(table.columns());
  for (std::vector<Value> row : table.rows()) {
    for (const auto& [column, value] : values) row[table.column(column)] = value;
    changed.add_row(std::move(row));
  }
  return changed;
}

void expect_fits(const Lines& page) {
  EXPECT_LE(page.size(), 40u) << join(page, "\n");
  for (const std::string& line : page) EXPECT_LE(line.size(), 100u) << line;
}

TEST(Findings, answer_the_four_questions_with_intervals_and_say_what_may_not_be_concluded) {
  const auto page = findings(test::small_results()).page;
  expect_fits(page);
  expect_says(page,
              "2 cells: 2 models, 1 task, 1 variant; 2 repetitions. Sets may lose 0.5 points of accuracy on dev.");
  expect_says(page,
              "Fewer neurons than all suffice in 2 of 2 cells; there the top ones beat as many random ones in 2 "
              "(p < 0.05), most in bert/pos by 19.5 points [15.0, 25.0], p 0.002.");
  expect_says(page,
              "2 of 2 lie in some layer more often than random sets (p < 0.01 each): bert/pos in layer 1 1.75 "
              "times (z 4.5)");
  expect_says(page, "pos (2 labels): 3.8 % [1.2, 5.0] (bert) to 10.0 % [8.8, 100.0] (xl_net) of the neurons suffice.");
  expect_says(page,
              "Labels share more neurons than unrelated ones would (95 % band, not adjusted) in 1 of 2 cells, "
              "fewer in 1; most in xl_net/pos");
  expect_says(page, "That architectures differ, from models of one checkpoint each");
  expect_says(page, "Test sentences that stand in training: 1 of 10.");
}

TEST(Findings, fit_a_page_for_any_grid_and_lose_nothing) {
  for (const bool has_groups : {false, true})
    for (const std::string& padding : {std::string(), std::string(92, 'x')}) {
      test::MadeUpResults results({.padding = padding, .has_groups = has_groups});
      const Findings found = findings(results.tables());
      expect_fits(found.page);
      EXPECT_GT(found.page.size(), 30u) << "the page is used";
      for (const std::string& heading : headings)
        EXPECT_NE(std::ranges::find(found.page, heading), found.page.end()) << heading;
      EXPECT_GE(found.cells.size(), 4u * 12 * 2 * 3) << "sentences of each cell";
    }
}

TEST(Findings, name_groups_of_enough_runs_and_say_what_single_checkpoints_do_not_show) {
  test::MadeUpResults results({.models = 3, .tasks = 1, .variants = 1, .has_groups = true});
  const std::string groups = "Groups of 5 pretraining runs or more differ in accuracy, size or depth in";
  const std::string caveat = "from models of one checkpoint each";
  const auto page = findings(results.tables()).page;
  expect_says(page, groups);
  expect_says(page, caveat);
  results.tables()["architecture_tests"] = empty_table("architecture_tests");
  EXPECT_EQ(text_of(findings(results.tables()).page).find(caveat), std::string::npos) << "groups alone are compared";
  Table& tests = results.tables()["group_tests"];
  Table untested = empty_table("group_tests");
  for (auto row : tests.rows()) {
    row[tests.column("p_adjusted")] = Value();
    untested.add_row(row);
  }
  tests = untested;
  const auto small = findings(results.tables()).page;
  EXPECT_EQ(text_of(small).find(groups), std::string::npos);
  expect_says(small, "That groups differ: no two have 5 pretraining runs each.");
}

TEST(Findings, say_nothing_of_chance_where_it_was_not_asked_for) {
  auto tables = test::small_results();
  Table& metrics = tables["architectures"];
  metrics = empty_table("architectures");
  for (const char* model : {"bert", "xl_net"})
    for (const char* metric : {"retrained_gap@0.5", "selectivity_gap@0.5"})
      metrics.add_row({model, "pos", "raw", metric, 0.12, {}, {}, {}, std::int64_t{1}, {}, {}, {}});
  const std::string text = text_of(findings(tables).page);
  for (const char* claim : {"(p < 0.05), most", "as many random ones may do as well", "more selective"})
    EXPECT_EQ(text.find(claim), std::string::npos) << claim;
}

TEST(Findings, say_what_is_not_above_chance) {
  auto tables = test::small_results();
  Table& metrics = tables["architectures"];
  metrics = empty_table("architectures");
  for (const char* model : {"bert", "xl_net"}) {
    metrics.add_row(
        {model, "pos", "raw", "retrained_gap@0.5", 0.01, 0.01, -0.01, 0.03, std::int64_t{2}, 0.2, 0.4, "words"});
    metrics.add_row(
        {model, "pos", "raw", "selectivity_gap@0.5", -0.02, 0.01, -0.03, -0.01, std::int64_t{2}, 0.2, {}, "words"});
  }
  const auto page = findings(tables).page;
  expect_says(page, "there the top ones beat as many random ones in 0 (p < 0.05)");
  expect_says(page,
              "That the top neurons are those that matter, in 2 of 2 cells (bert/pos, xl_net/pos): as many random "
              "ones may do as well.");
  expect_says(page,
              "That top neurons are more selective than random ones, in 2 of 2 cells (bert/pos, xl_net/pos): the "
              "difference is not surely above 0 (bert/pos: -2.0 points [-3.0, -1.0]).");
}

TEST(Findings, name_a_site_that_is_not_the_papers) {
  auto tables = test::small_results();
  EXPECT_EQ(text_of(findings(tables).page).find("site"), std::string::npos);
  tables["layers"] = with_values(tables["layers"], {{"site", "mlp"}});
  expect_says(findings(tables).page,
              "Neurons are those of the site mlp: what enters the second projection of each feed-forward part.");
}

TEST(Findings, warn_of_first_words_that_stand_out) {
  auto tables = test::small_results();
  tables["baselines"] =
      with_values(tables["baselines"], {{"first_word_length", 31.4}, {"first_words_stand_out", std::int64_t{1}}});
  expect_says(findings(tables).page,
              "What z-scored neurons say, in 2 of 2 cells (bert/pos, xl_net/pos): vectors of first words are up to 31 "
              "times as long "
              "as the others', since no start token is read.");
}

TEST(Findings, count_the_heads_that_an_exact_solver_gave_up) {
  auto tables = test::small_results();
  const auto add = [&](double gap, const Value& certified) {
    std::vector<Value> row(tables.at("convergence").columns().size());
    row[tables.at("convergence").column("gap")] = gap;
    row[tables.at("convergence").column("certified")] = certified;
    for (const char* name : {"model", "task", "variant", "labels", "neurons", "how", "solver"})
      row[tables.at("convergence").column(name)] = "x";
    tables.at("convergence").add_row(row);
  };
  add(7, Value());  // of Adam
  for (int i = 0; i < 3; ++i) add(1e-5, Value(std::int64_t{1}));
  EXPECT_EQ(text_of(findings(tables).page).find("certified"), std::string::npos);
  add(0.0123, Value(std::int64_t{0}));
  expect_says(findings(tables).page,
              "That all heads are at the optimum of their loss: 1 of 4 heads not certified, with gaps up to 0.012");
}

TEST(Findings, of_cells_say_means_over_seeds) {
  auto tables = test::small_results();
  tables["random_sets"].add_row({"bert", "pos", "raw", 0.5, std::int64_t{15}, 0.895, std::int64_t{99}, std::int64_t{3},
                                 0.04, 0.85, 0.01, 0.8, 0.9});
  const auto sentences = findings(tables).cells;
  ASSERT_EQ(sentences.size(), 8u);
  EXPECT_EQ(sentences[0],
            "bert/pos/raw: all neurons name the label of 90.0 % of the test words (each word's most frequent label: "
            "85.0 %) and 75.0 % of those whose type has several labels (50.0 %).");
  EXPECT_EQ(
      sentences[1],
      "bert/pos/raw: the top 15 neurons (3.8 %; n from 5 to 20), retrained and at most 0.5 points worse on dev, "
      "name 89.5 %, as many random neurons 70.0 % (difference 19.5 points [15.0, 25.0], p 0.002), the bottom ones "
      "20.0 %; 3 of 99 random sets do as well.");
  EXPECT_EQ(
      sentences[2],
      "bert/pos/raw: selectivity is 25.0 points with all neurons, 37.5 with the top ones, 50.0 with random ones.");
  EXPECT_EQ(sentences[3],
            "bert/pos/raw: of these neurons layer 1 holds 1.75 times its share (z 4.5); one serves 1.50 labels (of "
            "unrelated ones 1.75 [1.62, 1.88]).");
}

TEST(Findings, are_none_without_minimal_sets) {
  auto tables = test::small_results();
  tables["minimal"] = empty_table("minimal");
  EXPECT_TRUE(findings(tables).page.empty());
  EXPECT_TRUE(findings(tables).cells.empty());
}

TEST(Findings, leave_out_what_was_not_measured) {
  auto tables = test::small_results();
  for (const char* name : {"sharing", "architectures", "baselines", "minimal_sizes", "labels"})
    tables[name] = empty_table(name);
  const Findings found = findings(tables);
  expect_fits(found.page);
  EXPECT_EQ(text_of(found.page).find("Labels share"), std::string::npos);
  EXPECT_EQ(found.cells[3], "bert/pos/raw: of these neurons layer 1 holds 1.75 times its share (z 4.5).");
}

TEST(Page, sections_take_turns_and_what_does_not_fit_is_kept) {
  const Lines many(30, "A sentence that takes a line.");
  std::vector<std::string> left_out;
  const auto page = page_of({{"", {"Header."}}, {"First", many}, {"Second", many, 2}, {"None", {}}}, left_out);
  ASSERT_EQ(page.size(), 40u);
  EXPECT_EQ(page[0], "- Header.");
  EXPECT_EQ(page[1], "First");
  const auto second = std::ranges::find(page, "Second") - page.begin();
  EXPECT_EQ(second, 15) << "the first has one of three";
  EXPECT_EQ(left_out.size(), 23u);
  EXPECT_EQ(std::ranges::find(page, "None"), page.end());
}

TEST(Page, lines_are_wrapped_between_words) {
  const Lines lines = wrapped(std::string(60, 'a') + " " + std::string(37, 'b') + " c");
  EXPECT_EQ(lines, (Lines{"- " + std::string(60, 'a') + " " + std::string(37, 'b'), "  c"}));
}

}  // namespace
}  // namespace neurank::report
