#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "probing/repetition.hpp"
#include "probing/small_run.hpp"
#include "probing/uncertainty.hpp"
#include "ranking/neuron_ranking.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

constexpr Index repetitions = SmallRun::repetitions, neurons = SmallRun::neurons;

using schedule::Stage;
using Tables = std::map<std::string, Table>;
using Rows = std::vector<std::vector<Value>>;

/// The tables of one cell, reduced once for all tests that only read them.
class ReduceCell : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    run_ = small_run();
    tables_ = run_->run(0);
  }
  static void TearDownTestSuite() {
    run_.reset();
    tables_.clear();
  }

  static Table unit_table(Stage stage, Index repetition, const std::string& name) {
    return read_unit(run_->context(), run_->cell(), stage, std::to_string(repetition)).tables.at(name);
  }

  static inline std::unique_ptr<test::PlantedRun> run_;
  static inline Tables tables_;
};

/// Ranks or scores by neuron, from the rows of the table of rankings that name this seed.
std::map<std::string, double> column_of_ranking(const Table& ranking, const std::string& seed,
                                                const std::string& column) {
  std::map<std::string, double> values;
  for (std::size_t row = 0; row < ranking.num_rows(); ++row)
    if (ranking.text(row, "seed") == seed)
      values[ranking.text(row, "neuron")] =
          column == "rank" ? static_cast<double>(ranking.integer(row, column)) : ranking.real(row, column);
  return values;
}

TEST_F(ReduceCell, all_tables_of_a_cell_are_there_with_their_columns) {
  std::set<std::string> names;
  for (const std::string& name : report::cell_table_names()) names.insert(name);
  std::set<std::string> found;
  for (const auto& [name, table] : tables_) {
    found.insert(name);
    EXPECT_EQ(table.columns(), report::empty_table(name).columns()) << name;
    for (const auto& row : table.rows())
      EXPECT_EQ((Rows{{row[0], row[1], row[2]}}), (Rows{{"planted", "task", "default"}})) << name;
  }
  EXPECT_EQ(found, names);
}

TEST_F(ReduceCell, no_head_is_measured_twice_on_the_same_words) {
  for (const char* name : {"accuracy", "training"}) {
    std::set<std::vector<Value>> keys;
    for (auto row : tables_.at(name).rows()) {
      row.resize(row.size() - 3);  // all but what was measured
      EXPECT_TRUE(keys.insert(row).second) << name;
    }
    EXPECT_GT(keys.size(), 80u) << name;
  }
}

TEST_F(ReduceCell, heads_are_retrained_on_as_many_neurons_as_masked_ones_keep) {
  std::map<std::pair<std::string, Index>, int> found;  // by kind of neurons and n
  const Table& accuracy = tables_.at("accuracy");
  for (std::size_t row = 0; row < accuracy.num_rows(); ++row)
    if (accuracy.text(row, "labels") == "task" && accuracy.text(row, "how") == "retrained" &&
        accuracy.text(row, "split") == "test")
      ++found[{accuracy.text(row, "neurons"), accuracy.integer(row, "n")}];
  for (const double keep : run_->experiment().analyses.ablation.keep) {
    const Index n = ranking::count_of(keep, neurons);
    EXPECT_EQ((found[{"top", n}]), repetitions) << keep;
    EXPECT_EQ((found[{"bottom", n}]), repetitions) << keep;
    EXPECT_EQ((found[{"random", n}]), repetitions * 2) << keep << ", two draws";
  }
}

TEST_F(ReduceCell, every_head_tells_how_far_its_training_came) {
  const Table& training = tables_.at("training");
  for (std::size_t row = 0; row < training.num_rows(); ++row) {
    EXPECT_GT(training.real(row, "loss"), 0);
    EXPECT_FALSE(training.is_empty(row, "loss_change")) << "three epochs";
    const bool whole = training.text(row, "how") != "retrained";
    EXPECT_EQ(training.is_empty(row, "residual"), !whole);
    EXPECT_TRUE(!whole || training.integer(row, "n") == neurons);
  }
}

TEST_F(ReduceCell, rows_of_all_repetitions_are_kept) {
  Rows accuracy, minimal;
  const auto add = [](const Table& table, Rows& rows) {
    rows.insert(rows.end(), table.rows().begin(), table.rows().end());
  };
  const auto without_last = [](Rows rows, std::size_t columns) {
    for (auto& row : rows) row.resize(row.size() - columns);
    return rows;
  };
  for (Index repetition = 1; repetition <= repetitions; ++repetition) {
    add(unit_table(Stage::train, repetition, "accuracy"), accuracy);
    add(masked_accuracies(run_->context(), {run_->cell(), repetition}), accuracy);
    add(unit_table(Stage::minimal, repetition, "accuracy"), accuracy);
    add(unit_table(Stage::minimal, repetition, "minimal"), minimal);
  }
  EXPECT_EQ(without_last(tables_.at("accuracy").rows(), 2), without_last(accuracy, 2)) << "but for the intervals";
  EXPECT_EQ(without_last(tables_.at("minimal").rows(), 1), without_last(minimal, 1)) << "but for the nuisances";
  std::map<std::int64_t, int> rows_of_seed;
  for (std::size_t row = 0; row < accuracy.size(); ++row) ++rows_of_seed[tables_.at("accuracy").integer(row, "seed")];
  EXPECT_EQ(rows_of_seed.size(), static_cast<std::size_t>(repetitions));
  for (const auto& [seed, rows] : rows_of_seed) EXPECT_GT(rows, 20) << seed;
}

TEST_F(ReduceCell, right_words_add_up_to_accuracies) {
  const ProbingContext context = run_->context();
  const CellData& data = context.open(run_->cell());
  RightWords words(data);
  for (const Stage stage : {Stage::train, Stage::minimal}) {
    const auto unit = read_unit(run_->context(), run_->cell(), stage, "2");
    words.add(unit.tables.at("accuracy"), unit);
  }
  for (const Measured split : all_of<Measured>()) {
    const auto& rows = words.rows(split);
    ASSERT_GT(rows.size(), 20u);
    EXPECT_EQ(words.clusters(split).count, 10) << "sentences of ten words";
    EXPECT_FALSE(words.clusters(split).are_documents);
    const float of_split = words.words(split).sum();
    EXPECT_EQ(split == Measured::unseen || split == Measured::ambiguous, of_split < 100);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      ASSERT_EQ(rows[row].accuracy.has_value(), of_split > 0);
      const auto right = static_cast<float>(rows[row].accuracy.value_or(0)) * of_split;
      EXPECT_FLOAT_EQ(words.of_row(split, row).sum(), right);
    }
  }
}

TEST_F(ReduceCell, every_accuracy_lies_in_its_interval) {
  const Table& accuracy = tables_.at("accuracy");
  std::size_t wide = 0;
  for (std::size_t row = 0; row < accuracy.num_rows(); ++row) {
    if (accuracy.is_empty(row, "accuracy")) continue;
    EXPECT_LE(accuracy.real(row, "ci_low"), accuracy.real(row, "accuracy") + 1e-6);
    EXPECT_GE(accuracy.real(row, "ci_high"), accuracy.real(row, "accuracy") - 1e-6);
    wide += accuracy.real(row, "ci_low") < accuracy.real(row, "ci_high");
  }
  EXPECT_GT(wide, accuracy.num_rows() / 2);
}

TEST_F(ReduceCell, metrics_by_words_are_those_of_the_table) {
  const auto unit = read_unit(run_->context(), run_->cell(), Stage::reduce, "");
  const auto metrics = to_word_metrics(unit);
  std::map<std::string, std::vector<double>> values;
  const Table& table = tables_.at("metrics");
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    values[table.text(row, "metric")].push_back(table.real(row, "value"));
  EXPECT_EQ(metrics.size(), 4u + 4 * run_->experiment().analyses.minimal.delta.size());
  for (const WordMetric& metric : metrics) {
    const auto by_words = analysis::ratios({metric.right, to_test_words(unit)});
    ASSERT_EQ(by_words.size(), values[metric.name].size()) << metric.name;
    for (std::size_t i = 0; i < by_words.size(); ++i)
      EXPECT_NEAR(by_words[i], values[metric.name][i], 1e-6) << metric.name;
  }
}

TEST_F(ReduceCell, selectivity_on_seen_words_leaves_out_the_others) {
  const ProbingContext context = run_->context();
  const CellData& data = context.open(run_->cell());
  RightWords words(data);
  for (const Stage stage : {Stage::train, Stage::minimal}) {
    const auto unit = read_unit(context, run_->cell(), stage, "1");
    words.add(unit.tables.at("accuracy"), unit);
  }
  const auto right_of = [&](Measured split, analysis::Labels labels) {
    const auto& rows = words.rows(split);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (rows[row].labels == labels && rows[row].how == analysis::Training::full)
        return to_double(words.of_row(split, row).sum());
    return -1.0;
  };
  const auto seen_right = [&](analysis::Labels labels) {
    return right_of(Measured::test, labels) - right_of(Measured::unseen, labels);
  };
  const double seen = to_double(words.words(Measured::test).sum()) - to_double(words.words(Measured::unseen).sum());
  const Table& minimal = tables_.at("minimal");
  ASSERT_EQ(minimal.integer(0, "seed"), 1);
  EXPECT_NEAR(minimal.real(0, "selectivity_seen_all"),
              (seen_right(analysis::Labels::task) - seen_right(analysis::Labels::control)) / seen, 1e-6);
  const std::vector<Index> counts = data.training_counts();
  const double most = to_double(*std::ranges::max_element(counts)) / 300;
  EXPECT_NEAR(minimal.real(0, "control_ceiling"), (seen + (100 - seen) * most) / 100, 1e-6);
}

TEST_F(ReduceCell, sizes_have_medians_and_bounds) {
  const Table& sizes = tables_.at("minimal_sizes");
  EXPECT_EQ(sizes.num_rows(), run_->experiment().analyses.minimal.delta.size());
  for (std::size_t row = 0; row < sizes.num_rows(); ++row) {
    EXPECT_EQ(sizes.integer(row, "seeds"), repetitions);
    EXPECT_LE(1, sizes.integer(row, "ci_low"));
    EXPECT_LE(sizes.integer(row, "ci_low"), sizes.integer(row, "ci_high"));
    EXPECT_LE(sizes.integer(row, "ci_high"), neurons);
    EXPECT_GT(sizes.real(row, "standard_error"), 0);
  }
}

TEST(ReduceCellWithoutDraws, has_no_interval_by_words) {
  const auto run = small_run();
  run->experiment().analyses.bootstrap.draws = 0;
  const auto tables = run->run(0);
  const Table &accuracy = tables.at("accuracy"), &sizes = tables.at("minimal_sizes"),
              &architectures = tables.at("architectures");
  for (std::size_t row = 0; row < accuracy.num_rows(); ++row) EXPECT_TRUE(accuracy.is_empty(row, "ci_low"));
  for (std::size_t row = 0; row < sizes.num_rows(); ++row) {
    EXPECT_TRUE(sizes.is_empty(row, "ci_low"));
    EXPECT_TRUE(sizes.is_empty(row, "standard_error"));
    EXPECT_FALSE(sizes.is_empty(row, "n_isotonic"));
  }
  for (std::size_t row = 0; row < architectures.num_rows(); ++row) {
    EXPECT_TRUE(architectures.is_empty(row, "p_value"));
    if (architectures.integer(row, "seeds") == 1) continue;
    EXPECT_EQ(architectures.text(row, "over"), "repetitions");
  }
}

TEST_F(ReduceCell, the_merged_ranking_is_by_the_mean_of_the_ranks) {
  const Table& ranking = tables_.at("ranking");
  EXPECT_EQ(ranking.num_rows(), static_cast<std::size_t>((repetitions + 1) * neurons));
  std::map<std::string, double> mean;
  for (Index repetition = 1; repetition <= repetitions; ++repetition) {
    const auto ranks = column_of_ranking(ranking, std::to_string(repetition), "rank");
    EXPECT_EQ(ranks.size(), static_cast<std::size_t>(neurons));
    for (const auto& [neuron, rank] : ranks) mean[neuron] += rank / static_cast<double>(repetitions);
  }
  const auto scores = column_of_ranking(ranking, "merged", "score");
  const auto merged = column_of_ranking(ranking, "merged", "rank");
  ASSERT_EQ(merged.size(), static_cast<std::size_t>(neurons));
  for (const auto& [neuron, rank] : merged) {
    EXPECT_NEAR(scores.at(neuron), mean.at(neuron), 1e-12) << neuron;
    for (const auto& [other, other_rank] : merged) {
      if (mean.at(neuron) < mean.at(other) - 1e-9) {
        EXPECT_LT(rank, other_rank) << neuron << " before " << other;
      }
    }
  }
}

TEST_F(ReduceCell, neurons_are_named_by_layer_and_index) {
  const Table& ranking = tables_.at("ranking");
  std::set<std::string> names;
  for (std::size_t row = 0; row < neurons; ++row) {
    names.insert(ranking.text(row, "neuron"));
    EXPECT_EQ(ranking.text(row, "neuron"), "L0" + std::to_string(ranking.integer(row, "layer")) + ":" +
                                               std::to_string(ranking.integer(row, "index")));
  }
  EXPECT_EQ(names, (std::set<std::string>{"L00:0", "L00:1", "L00:2", "L00:3", "L01:0", "L01:1", "L01:2", "L01:3"}));
}

TEST_F(ReduceCell, every_metric_has_one_row_with_its_mean_over_repetitions) {
  std::map<std::string, std::vector<double>> values;
  const Table &metrics = tables_.at("metrics"), &architectures = tables_.at("architectures");
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    values[metrics.text(row, "metric")].push_back(metrics.real(row, "value"));
  EXPECT_GE(values.size(), 10u);
  EXPECT_EQ(architectures.num_rows(), values.size());
  for (std::size_t row = 0; row < architectures.num_rows(); ++row) {
    const std::string& metric = architectures.text(row, "metric");
    ASSERT_TRUE(values.contains(metric)) << metric;
    const std::vector<double> of_metric = values.at(metric);
    values.erase(metric);  // no metric comes twice
    EXPECT_EQ(architectures.integer(row, "seeds"), static_cast<std::int64_t>(of_metric.size())) << metric;
    const double sum = std::accumulate(of_metric.begin(), of_metric.end(), 0.0);
    EXPECT_NEAR(architectures.real(row, "value"), sum / static_cast<double>(of_metric.size()), 1e-12) << metric;
    EXPECT_EQ(architectures.is_empty(row, "ci_low"), of_metric.size() == 1) << metric;
    if (of_metric.size() == 1) continue;
    EXPECT_LE(architectures.real(row, "ci_low"), architectures.real(row, "value") + 1e-12) << metric;
    EXPECT_GE(architectures.real(row, "ci_high"), architectures.real(row, "value") - 1e-12) << metric;
  }
}

TEST_F(ReduceCell, baselines_are_of_dev_and_test_and_stability_of_all_pairs) {
  const Table &baselines = tables_.at("baselines"), &stability = tables_.at("stability");
  ASSERT_EQ(baselines.num_rows(), 2u);
  EXPECT_EQ(baselines.text(0, "split"), "dev");
  EXPECT_EQ(baselines.text(1, "split"), "test");
  EXPECT_EQ(baselines.integer(1, "words"), 100);
  EXPECT_EQ(baselines.integer(1, "labels"), 3);
  std::vector<std::int64_t> ks;
  for (std::size_t row = 0; row < stability.num_rows(); ++row) {
    ks.push_back(stability.integer(row, "k"));
    EXPECT_EQ(stability.integer(row, "pairs"), 3);
  }
  EXPECT_EQ(ks, (std::vector<std::int64_t>{1, 4})) << "shares of 8 neurons, each number once";
}

TEST_F(ReduceCell, without_a_search_no_penalty_is_listed) { EXPECT_EQ(tables_.at("lambda").num_rows(), 0u); }

TEST(ReduceCellOfSearch, every_penalty_is_listed_and_one_of_them_selected) {
  const auto run = small_run();
  run->experiment().repetitions = 1;
  run->settings().search.l1 = {0, 0.05};
  run->settings().search.l2 = {0, 0.001};
  run->settings().search.method = probe::SearchMethod::grid;
  for (const PenaltyWork& work : cut_search(run->cell(), 3, run->settings(), 1))
    search_penalties(run->context(), work, {});
  select_penalty(run->context(), {run->cell(), 1}, {});
  const Table lambda = run->run(0).at("lambda");
  const auto trials = read_trials(run->context(), run->cell());
  const probe::Penalty selected = selected_penalty(run->context(), run->cell());
  ASSERT_EQ(lambda.num_rows(), trials.size());
  for (std::size_t row = 0; row < lambda.num_rows(); ++row) {
    const probe::Penalty penalty{lambda.real(row, "l1"), lambda.real(row, "l2")};
    EXPECT_EQ(penalty, trials[row].penalty);
    EXPECT_EQ(lambda.real(row, "accuracy"), trials[row].accuracy);
    EXPECT_EQ(lambda.real(row, "accuracy_unregularized"), trials[0].accuracy);
    EXPECT_EQ(lambda.integer(row, "selected"), penalty == selected ? 1 : 0);
  }
}

}  // namespace
}  // namespace neurank::probing
