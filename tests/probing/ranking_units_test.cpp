#include <gtest/gtest.h>

#include "analysis/agreement.hpp"
#include "probing/planted_cell.hpp"
#include "probing/rankings/gaussian_judge.hpp"
#include "ranking/gaussian_classifier.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using ranking::Method;
using test::PlantedRun;

constexpr Index neurons = 60;

/// A cell whose first six neurons tell its three labels, two each.
std::unique_ptr<PlantedRun> planted_run() {
  auto run = std::make_unique<PlantedRun>();
  auto& analyses = run->experiment().analyses;
  run->experiment().repetitions = 2;
  analyses.minimal = {.delta = {2}, .draws = 1};
  analyses.nuisances = false;
  analyses.stability.pairs = 1;
  const auto all = all_of<Method>();
  analyses.rankings = {all.begin(), all.end()};
  analyses.judges = {analysis::Judge::linear, analysis::Judge::gaussian};
  analyses.gaussian = {.k = 6, .candidates = 20};
  run->settings().step = probe::StepRule::decay;
  run->settings().search.l1 = {0.01};
  run->add({.layers = 3, .width = 20, .training = 900, .held_out = 300, .signal = [](Index neuron, std::int32_t label) {
              return neuron / 2 == label ? 2.0f : 0.0f;
            }});
  return run;
}

class ComparedRankings : public testing::Test {
 protected:
  static void SetUpTestSuite() { tables_ = new auto(planted_run()->run(0)); }
  static void TearDownTestSuite() { delete std::exchange(tables_, nullptr); }

  static const Table& table(const std::string& name) { return tables_->at(name); }

  static inline std::map<std::string, Table>* tables_ = nullptr;
};

TEST_F(ComparedRankings, stand_in_the_table_of_rankings) {
  const Table& ranking = table("ranking");
  std::map<std::string, Index> rows, planted_first;
  for (std::size_t row = 0; row < ranking.num_rows(); ++row) {
    if (ranking.text(row, "seed") != "1") continue;
    const std::string& method = ranking.text(row, "method");
    EXPECT_EQ(ranking.integer(row, "rank"), ++rows[method]);
    const bool is_planted = ranking.integer(row, "layer") == 0 && ranking.integer(row, "index") < 6;
    if (is_planted && ranking.integer(row, "rank") <= 6) ++planted_first[method];
  }
  for (const Method method : all_of<Method>()) {
    EXPECT_EQ(rows[name_of(method)], neurons) << name_of(method);
    if (method != Method::random) {
      EXPECT_EQ(planted_first[name_of(method)], 6) << name_of(method);
    }
  }
  EXPECT_LT(planted_first["random"], 6);
}

TEST_F(ComparedRankings, are_judged) {
  const Table& judges = table("ranking_judges");
  const std::vector<Index> sizes = analysis::judged_sizes(neurons, true);
  EXPECT_EQ(sizes, (std::vector<Index>{1, 3, 6, 10, 12, 50}));
  EXPECT_EQ(judges.num_rows(), 2 * 17 * sizes.size());
  std::map<std::tuple<std::string, std::string, Index>, std::size_t> rows;
  for (std::size_t row = 0; row < judges.num_rows(); ++row)
    rows[{judges.text(row, "method"), judges.text(row, "judge"), judges.integer(row, "n")}] = row;
  for (const auto& [place, row] : rows) {
    const auto& [method, judge, n] = place;
    const double accuracy = judges.real(row, "accuracy");
    EXPECT_DOUBLE_EQ(judges.real(row, "share"), to_double(n) / 60);
    EXPECT_LE(judges.real(row, "ci_low"), accuracy);
    EXPECT_GE(judges.real(row, "ci_high"), accuracy);
    EXPECT_EQ(judges.is_empty(row, "masked_top"), judge == "gaussian");
    if (n != 6 || method == "random") continue;
    EXPECT_GT(accuracy, 0.9) << method << " " << judge;
    EXPECT_GT(accuracy, judges.real(rows.at({"random", judge, 6}), "accuracy") + 0.2) << method << " " << judge;
    EXPECT_GT(judges.real(row, "selectivity"), 0.2) << method << " " << judge;
    if (judge == "linear") {
      EXPECT_GT(judges.real(row, "masked_top"), judges.real(row, "masked_bottom") + 0.2) << method;
    }
  }
}

TEST_F(ComparedRankings, are_judged_label_by_label) {
  const Table& labels = table("ranking_labels");
  std::map<std::string, Index> with_own;
  Index rows = 0;
  for (std::size_t row = 0; row < labels.num_rows(); ++row) {
    if (labels.integer(row, "n") != 6) continue;
    ++rows;
    const std::string& method = labels.text(row, "method");
    if (method == "random") continue;
    EXPECT_GT(labels.real(row, "f1_retrained"), 0.85) << method;
    if (labels.is_empty(row, "f1_masked")) continue;
    ++with_own[method];
    EXPECT_GT(labels.real(row, "f1_masked"), 0.6) << method;
  }
  EXPECT_EQ(rows, 17 * 3);
  EXPECT_EQ(with_own, (std::map<std::string, Index>{{"average_precision", 3},
                                                    {"iou", 3},
                                                    {"lda", 3},
                                                    {"mean_select", 3},
                                                    {"probeless", 3},
                                                    {"probeless_std", 3},
                                                    {"weight_mass", 3}}));
}

TEST_F(ComparedRankings, agree_where_they_know_something) {
  const Table &agreement = table("ranking_agreement"), &methods = table("ranking_methods");
  EXPECT_EQ(agreement.num_rows(), 17u * 16 / 2 * 6);
  for (std::size_t row = 0; row < agreement.num_rows(); ++row) {
    if (agreement.integer(row, "k") != 6) continue;
    const bool is_random = agreement.text(row, "other") == "random" || agreement.text(row, "method") == "random";
    if (is_random) {
      EXPECT_LT(agreement.real(row, "jaccard"), 0.4);
    } else {
      EXPECT_EQ(agreement.real(row, "jaccard"), 1) << agreement.text(row, "method") << agreement.text(row, "other");
    }
    EXPECT_NEAR(agreement.real(row, "jaccard_chance"), 0.06, 0.02);
  }
  EXPECT_EQ(methods.num_rows(), 17u * 6);
  for (std::size_t row = 0; row < methods.num_rows(); ++row) {
    const auto method = parse<Method>(methods.text(row, "method")).value();
    EXPECT_EQ(methods.is_empty(row, "repetitions"), !ranking::needs_head(method));
    EXPECT_EQ(methods.is_empty(row, "halves"), method == Method::random);
    if (methods.integer(row, "k") != 6 || method == Method::random) continue;
    EXPECT_GT(methods.real(row, "average_overlap"), 0.9);
    EXPECT_EQ(methods.real(row, "neuron_vote"), 1);
    EXPECT_EQ(methods.real(row, "halves"), 1) << name_of(method);
    if (ranking::needs_head(method)) {
      EXPECT_EQ(methods.real(row, "repetitions"), 1) << name_of(method);
    }
  }
}

TEST(RankingUnits, gaussians_judge_as_a_classifier_of_the_same_neurons_does) {
  const auto run = planted_run();
  const ProbingContext context = run->context();
  const CellData& data = context.open(PlantedRun::cell());
  const std::vector<Index> order = {7, 0, 30, 3, 5, 1, 50, 2}, sizes = {1, 4, 8};
  const auto judged =
      judge_by_gaussian(data, {order, sizes, data.targets()}, data.sentences(Measured::test), test::always);
  ASSERT_EQ(judged.size(), 3u);
  for (const auto& [n, score] : judged) {
    const std::vector<Index> first(order.begin(), order.begin() + n);
    ranking::GaussianMomentSums sums(3, first);
    const auto go_through = [&](corpus::Split split, const auto& take) {
      auto stream = data.stream(split);
      stream.start(probe::RowOrder::sequential, 0, 0);
      while (stream.next()) {
        std::vector<std::int32_t> labels;
        for (const Index row : stream.rows()) labels.push_back((*data.targets())[to_size(row)]);
        take(stream.batch(), labels);
      }
    };
    go_through(corpus::Split::train, [&](const auto& batch, const auto& labels) { sums.add(batch, labels); });
    const ranking::GaussianModel model(std::move(sums).moments());
    const ranking::GaussianClassifier classifier(model, first);
    ranking::GaussianVerdict verdict;
    go_through(corpus::Split::test,
               [&](const auto& batch, const auto& labels) { classifier.judge(batch, labels, verdict); });
    EXPECT_DOUBLE_EQ(score.accuracy().value(), verdict.accuracy()) << n;
    EXPECT_EQ(score.total,
              (std::vector<std::int64_t>{score.total[0], score.total[1], 300 - score.total[0] - score.total[1]}));
  }
}

TEST(RankingUnits, tasks_share_the_neurons_that_tell_both_and_no_chance) {
  const auto run = planted_run();
  grid::Experiment& experiment = run->experiment();
  experiment.repetitions = 1;
  experiment.analyses.stability.pairs = 0;
  experiment.tasks.push_back(experiment.tasks[0]);
  experiment.tasks[1].name = "again";
  const std::vector<grid::Cell> cells = {{0, 0, 0}, {0, 1, 0}};
  const ProbingContext context = run->context();
  const MomentsWork moments = ranked_by_words(experiment, cells).at(0);
  EXPECT_EQ(moments.cells, cells);
  take_moments(context, moments, {});
  for (const grid::Cell& cell : cells) {
    train_repetition(context, {{cell, 1}}, {});
    rank_by_words(context, {cell, moments.cell}, {});
    rank_by_heads(context, {{cell, 1}}, {});
    judge_rankings(context, {{cell, 1}, cell}, {});
  }
  compare_tasks(context, compared_tasks(experiment, cells).at(0), {});
  const Table table =
      read_unit_tables(context, cells[0], schedule::Stage::report, tasks_part).tables.at("ranking_tasks");
  EXPECT_EQ(table.num_rows(), 17u * 6);
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    EXPECT_EQ(table.text(row, "other_task"), "again");
    const bool is_random = table.text(row, "method") == name_of(Method::random);
    if (table.integer(row, "k") == 6) {
      EXPECT_EQ(table.real(row, "jaccard") < 0.5, is_random) << table.text(row, "method");
    }
  }
}

TEST(RankingUnits, a_grid_that_compares_nothing_has_no_rows) {
  const auto run = planted_run();
  run->experiment().analyses.rankings = {Method::weight_mass};
  run->experiment().analyses.judges = {analysis::Judge::linear};
  EXPECT_TRUE(ranked_by_words(run->experiment(), {PlantedRun::cell()}).empty());
  const auto tables = run->run(0);
  for (const char* name : {"ranking_judges", "ranking_labels", "ranking_agreement", "ranking_methods"})
    EXPECT_EQ(tables.at(name).num_rows(), 0u) << name;
  EXPECT_EQ(tables.at("ranking").num_rows(), 3u * neurons);
}

}  // namespace
}  // namespace neurank::probing
