#include <gtest/gtest.h>

#include <set>

#include "probing/planted_cell.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"

namespace neurank::probing {
namespace {

using test::Planted;
using test::PlantedRun;

/// Values of a column where delta is 1.
std::vector<double> at_delta_one(const Table& table, const std::string& column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (report::is_of_delta(table, row, 1)) {
      const auto& value = table.rows()[row][table.column(column)];
      values.push_back(std::holds_alternative<double>(value) ? std::get<double>(value)
                                                             : static_cast<double>(std::get<std::int64_t>(value)));
    }
  return values;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::set<std::int64_t> first_neurons(const Table& ranking, const std::string& seed, std::int64_t width, Index count) {
  std::set<std::int64_t> neurons;
  for (std::size_t row = 0; row < ranking.num_rows(); ++row)
    if (ranking.text(row, "seed") == seed && ranking.integer(row, "rank") <= count)
      neurons.insert(ranking.integer(row, "layer") * width + ranking.integer(row, "index"));
  return neurons;
}

TEST(PlantedTruth, labels_with_neurons_of_their_own_are_found_disjoint) {
  PlantedRun run;
  run.experiment().variants[0].probe.search.l1 = {0.02};  // enough to take the start's weights away
  // Label l is told by neurons 10 l + 1 and 10 l + 2 alone.
  run.add({.signal = [](Index neuron, std::int32_t label) {
    return neuron / 10 == label && (neuron % 10 == 1 || neuron % 10 == 2) ? 2.5f : 0.0f;
  }});
  const auto tables = run.run(0);
  EXPECT_EQ(first_neurons(tables.at("ranking"), "merged", 10, 6), (std::set<std::int64_t>{1, 2, 11, 12, 21, 22}));
  for (const double ratio : at_delta_one(tables.at("sharing"), "sharing_ratio")) EXPECT_NEAR(ratio, 1, 0.05);
  const Table& labels = tables.at("labels");
  for (std::size_t row = 0; row < labels.num_rows(); ++row) {
    if (!report::is_of_delta(labels, row, 1)) continue;
    EXPECT_EQ("L" + std::to_string(labels.integer(row, "top_layer")), labels.text(row, "label"));
    EXPECT_GE(labels.integer(row, "neurons"), 1);
    EXPECT_LE(labels.integer(row, "neurons"), 2);
    EXPECT_GT(labels.real(row, "recall"), 0.8);
  }
  for (const double n : at_delta_one(tables.at("minimal"), "n")) {
    EXPECT_GE(n, 3) << "one for each label";
    EXPECT_LE(n, 6) << "none but the planted ones";
  }
}

TEST(PlantedTruth, a_signal_in_one_layer_puts_the_minimal_set_there) {
  PlantedRun run;
  run.add({.signal = [](Index neuron, std::int32_t label) {
    return neuron / 10 == 2 ? ((neuron + label) % 3 == 0 ? 1.0f : -0.5f) : 0.0f;
  }});
  const auto tables = run.run(0);
  const Table& layers = tables.at("layers");
  for (std::size_t row = 0; row < layers.num_rows(); ++row)
    if (layers.integer(row, "layer") == 2) {
      EXPECT_GE(layers.real(row, "fraction"), 0.95) << "row " << row;
    }
}

TEST(TrainSettings, are_those_of_neurox_with_its_preset) {
  test::PlantedRun run;
  run.add({.training = 64, .held_out = 16});
  probe::take_preset(probe::Preset::neurox, run.settings());
  const auto context = run.context();
  const auto settings = train_settings(context, run.cell(), repetition_seeds(1, 1));
  EXPECT_EQ(settings.epochs, 10);
  EXPECT_EQ(settings.learning_rate, 1e-3);
  EXPECT_EQ(settings.step, probe::StepRule::constant);
  EXPECT_EQ(settings.ridge, probe::RidgeForm::norm);
  EXPECT_EQ(settings.order, probe::RowOrder::sequential);
  EXPECT_EQ(context.open(run.cell()).batch(), 32);
}

TEST(PlantedTruth, noise_shows_no_gap_and_no_selectivity) {
  PlantedRun run;
  run.experiment().repetitions = 6;
  run.add({});
  const auto tables = run.run(0);
  const Table& metrics = tables.at("architectures");
  int seen = 0;
  for (std::size_t row = 0; row < metrics.num_rows(); ++row) {
    const std::string& metric = metrics.text(row, "metric");
    if (metric != "masked_gap" && metric != "retrained_gap@1") continue;
    ++seen;
    EXPECT_LT(std::abs(metrics.real(row, "value")), 0.03) << metric;
  }
  EXPECT_EQ(seen, 2);
  // A third of the labels is guessed right, of the task and of the control task; four standard errors of 1000 words.
  const double spread = 4 * std::sqrt(1.0 / 3 * 2 / 3 / 1000);
  for (const double selectivity : at_delta_one(tables.at("minimal"), "selectivity_all"))
    EXPECT_NEAR(selectivity, 0, 2 * spread);
  EXPECT_NEAR(mean(at_delta_one(tables.at("minimal"), "oracle")), 1.0 / 3, spread);
}

TEST(PlantedTruth, concentrated_and_spread_signals_are_told_apart) {
  PlantedRun run;
  run.experiment().repetitions = 5;
  // The same amount of information about every label: a few strong neurons, or eight times as many weak ones.
  run.add({.model = "concentrated",
           .signal = [](Index neuron, std::int32_t label) { return neuron < 3 && neuron % 3 == label ? 3.0f : 0.0f; }});
  run.add({.model = "spread", .signal = [](Index neuron, std::int32_t label) {
             return neuron < 24 && neuron % 3 == label ? 3.0f / std::sqrt(8.0f) : 0.0f;
           }});
  for (std::size_t model : {0, 1}) run.run(model);
  const CompareWork pair{run.cell(0), run.cell(1)};
  compare_cells(run.context(), pair, {});
  const Table tests =
      read_unit(run.context(), pair.cell, schedule::Stage::report, comparison_part(run.experiment(), pair))
          .tables.at("architecture_tests");
  std::map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < tests.num_rows(); ++row) rows[tests.text(row, "metric")] = row;
  for (const auto& [metric, sign] : {std::pair{"gini", 1}, {"fraction@1", -1}, {"masked_gap", 1}}) {
    ASSERT_TRUE(rows.contains(metric)) << metric;
    EXPECT_GT(sign * tests.real(rows[metric], "difference"), 0) << metric;
    EXPECT_GT(sign * tests.real(rows[metric], sign > 0 ? "ci_low" : "ci_high"), 0) << metric;
    const bool is_of_words = metric == std::string("masked_gap");
    EXPECT_EQ(tests.text(rows[metric], "over"), is_of_words ? "words and repetitions" : "repetitions");
    EXPECT_EQ(tests.is_empty(rows[metric], "p_value"), !is_of_words) << "repetitions alone test nothing";
  }
  EXPECT_LT(tests.real(rows["masked_gap"], "p_value"), 0.01);
}

/// Mean test accuracy of all neurons over the repetitions of a model.
double accuracy_of_all(const PlantedRun& run, std::size_t model) {
  const Table metrics =
      read_unit(run.context(), run.cell(model), schedule::Stage::reduce, "").tables.at("architectures");
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    if (metrics.text(row, "metric") == "accuracy") return metrics.real(row, "value");
  return -1;
}

/// A run of a group: three neurons that tell the labels with this strength.
test::Planted run_of(const std::string& name, float strength) {
  return {.model = name, .training = 600, .held_out = 300, .signal = [strength](Index neuron, std::int32_t label) {
            return neuron < 3 && neuron == label ? strength : 0.0f;
          }};
}

TEST(PlantedTruth, groups_are_compared_by_their_pretraining_runs) {
  PlantedRun run;
  run.experiment().repetitions = 2;
  for (const auto& [name, strength] : {std::pair{"strong-1", 3.0f},
                                       {"strong-2", 3.1f},
                                       {"strong-3", 2.9f},
                                       {"weak-1", 1.0f},
                                       {"weak-2", 1.1f},
                                       {"single", 2.0f},
                                       {"none", 2.0f}}) {
    run.add(run_of(name, strength));
    const std::string text = name;
    run.experiment().models.back().group = text == "none" ? "" : text.substr(0, text.find('-'));
  }
  for (std::size_t model = 0; model < 7; ++model) run.run(model);
  const auto works = grouped(run.experiment(), grid::expand_cells(run.experiment()));
  ASSERT_EQ(works.size(), 1u);
  EXPECT_EQ(works[0].cells.size(), 6u) << "all but the one without a group";
  compare_groups(run.context(), works[0], {});
  const auto unit = read_unit(run.context(), works[0].cell, schedule::Stage::report, groups_part);
  const Table &groups = unit.tables.at("groups"), &tests = unit.tables.at("group_tests");
  std::map<std::string, std::size_t> rows;
  for (std::size_t row = 0; row < groups.num_rows(); ++row)
    rows[groups.text(row, "group") + " " + groups.text(row, "metric")] = row;
  EXPECT_FALSE(rows.contains("single accuracy")) << "one run says nothing of others";
  ASSERT_TRUE(rows.contains("strong accuracy") && rows.contains("weak accuracy"));
  EXPECT_EQ(groups.integer(rows["strong accuracy"], "runs"), 3);
  EXPECT_EQ(groups.is_empty(rows["strong fraction@1"], "sd_words"), true) << "no words are counted for it";
  EXPECT_GT(groups.real(rows["strong accuracy"], "sd_words"), 0);
  double mean = 0;
  for (std::size_t model = 0; model < 3; ++model) mean += accuracy_of_all(run, model) / 3;
  EXPECT_NEAR(groups.real(rows["strong accuracy"], "value"), mean, 1e-9);
  std::size_t found = 0;
  for (std::size_t row = 0; row < tests.num_rows(); ++row) {
    EXPECT_EQ(tests.text(row, "group_a"), "strong");
    EXPECT_EQ(tests.text(row, "group_b"), "weak");
    if (tests.text(row, "metric") != "accuracy") continue;
    ++found;
    EXPECT_GT(tests.real(row, "ci_low"), 0.1);
    EXPECT_LT(tests.real(row, "p_value"), 0.01);
    EXPECT_TRUE(tests.is_empty(row, "p_adjusted"));
  }
  EXPECT_EQ(found, 1u);
}

/// A cell's minimal tables, however its work was cut.
TEST(PlantedTruth, many_small_units_find_what_one_does) {
  PlantedRun run;
  run.experiment().repetitions = 1;
  run.experiment().analyses.minimal = {.delta = {0.5, 3}, .draws = 2};
  run.add({.training = 600, .held_out = 300, .signal = [](Index neuron, std::int32_t label) {
             return neuron < 24 && neuron % 3 == label ? 3.0f / std::sqrt(8.0f) : 0.0f;
           }});
  const RepetitionId id{run.cell(), 1};
  const auto tables_of = [&](double head_flops) {
    const MinimalScope scope{.neurons = 40,
                             .deltas = {1, 2},
                             .draws = 2,
                             .control = true,
                             .head_flops = head_flops,
                             .unit_operations = 3e13};
    run.find_minimal_sets(id, scope);
    return read_unit(run.context(), id.cell, schedule::Stage::minimal, "1").tables;
  };
  run.train(id);
  const auto whole = tables_of(1e6), cut = tables_of(1e18);
  for (const char* name : {"minimal", "layers", "labels", "sharing", "metrics"})
    EXPECT_TRUE(whole.at(name).rows() == cut.at(name).rows()) << name;
  EXPECT_EQ(whole.at("accuracy").num_rows(), cut.at("accuracy").num_rows());
}

/// But for rounding: products of fewer columns.
TEST(PlantedTruth, heads_trained_apart_are_those_trained_together) {
  PlantedRun run;
  run.add({.training = 600, .held_out = 300});
  const RepetitionId id{run.cell(), 1};
  train_repetition(run.context(), {id}, {});
  const auto together = read_unit(run.context(), id.cell, schedule::Stage::train, "1");
  for (std::size_t head = 0; head < 3; ++head) train_whole_head(run.context(), {id, head}, {});
  train_repetition(run.context(), {id, true}, {});
  const auto apart = read_unit(run.context(), id.cell, schedule::Stage::train, "1");
  EXPECT_EQ(together.tables.at("accuracy").num_rows(), apart.tables.at("accuracy").num_rows());
  for (const auto& [name, array] : together.arrays) {
    const auto& other = apart.arrays.at(name).values;
    ASSERT_EQ(array.values.size(), other.size());
    for (std::size_t i = 0; i < other.size(); ++i) EXPECT_NEAR(array.values[i], other[i], 1e-4) << name;
  }
}

}  // namespace
}  // namespace neurank::probing
