#include <gtest/gtest.h>

#include <cmath>

#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

using test::PlantedRun;

/// Tables of a cell of 60 neurons with all that a cell is held against. @param signal of a neuron for a label
std::map<std::string, Table> tables_of(const std::function<float(Index, std::int32_t)>& signal,
                                       const std::string& column = "label") {
  PlantedRun run;
  run.experiment().tasks[0].column = column;
  run.experiment().repetitions = 1;
  run.experiment().analyses.nulls = {.draws = 20, .random_sets = 39, .shadows = true};
  run.experiment().analyses.stability.pairs = 10;
  run.experiment().analyses.minimal = {.delta = {2}, .draws = 1};
  run.settings().step = probe::StepRule::decay;
  run.settings().search.l1 = {0.01};
  run.add({.layers = 3, .width = 20, .training = 900, .held_out = 300, .signal = signal});
  return run.run(0);
}

TEST(Chance, is_beaten_by_neurons_that_tell_the_labels) {
  // Neurons 0 to 5 tell the three labels, two each.
  const auto tables = tables_of([](Index neuron, std::int32_t label) { return neuron / 2 == label ? 2.0f : 0.0f; });
  const Table &sets = tables.at("random_sets"), &shadows = tables.at("shadows"), &halves = tables.at("data_stability");
  ASSERT_EQ(sets.num_rows(), 1u);
  EXPECT_EQ(sets.integer(0, "sets"), 39);
  EXPECT_EQ(sets.integer(0, "n"), tables.at("minimal").integer(0, "n"));
  EXPECT_EQ(sets.integer(0, "as_good"), 0);
  EXPECT_DOUBLE_EQ(sets.real(0, "p_value"), 1.0 / 40);
  EXPECT_LT(sets.real(0, "largest"), sets.real(0, "accuracy"));
  EXPECT_LT(sets.real(0, "least"), sets.real(0, "mean"));
  ASSERT_EQ(shadows.num_rows(), 1u);
  EXPECT_EQ(shadows.integer(0, "shadows"), 60);
  ASSERT_EQ(halves.num_rows(), 5u) << "1 and 2 % are one neuron";
  const std::size_t six = 2;  // 10 % of 60
  EXPECT_EQ(halves.integer(six, "k"), 6);
  EXPECT_EQ(halves.integer(six, "halves"), 20);
  EXPECT_EQ(halves.integer(six, "stable_90"), 6) << "the planted ones";
  EXPECT_EQ(halves.real(six, "jaccard"), 1);
  const Table& ranking = tables.at("ranking");
  for (std::size_t row = 0; row < ranking.num_rows(); ++row) {
    const bool is_merged = ranking.text(row, "seed") == "merged";
    EXPECT_EQ(ranking.is_empty(row, "selected"), !is_merged);
    if (!is_merged) continue;
    const bool is_planted = ranking.integer(row, "layer") == 0 && ranking.integer(row, "index") < 6;
    EXPECT_TRUE(!is_planted || ranking.real(row, "selected") == 1 || tables.at("minimal").integer(0, "n") < 6);
  }
}

TEST(Chance, neurons_that_tell_the_labels_owe_it_to_no_nuisance) {
  const auto tables = tables_of([](Index neuron, std::int32_t label) { return neuron / 2 == label ? 2.0f : 0.0f; });
  const Table &ranking = tables.at("ranking"), &minimal = tables.at("minimal");
  for (std::size_t row = 0; row < ranking.num_rows(); ++row) {
    const bool is_merged = ranking.text(row, "seed") == "merged";
    for (const char* column : {"label_effect", "nuisance", "nuisance_effect"})
      EXPECT_EQ(ranking.is_empty(row, column), !is_merged) << column;
    if (!is_merged) continue;
    const bool is_planted = ranking.integer(row, "layer") == 0 && ranking.integer(row, "index") < 6;
    EXPECT_TRUE(ranking.text(row, "nuisance").starts_with("nuisance:"));
    EXPECT_NEAR(ranking.real(row, "nuisance_effect"), 0, 0.03);
    // Two thirds of the words are at 0 and one third at 2: the variance between labels is 8/9, within 1.
    EXPECT_NEAR(ranking.real(row, "label_effect"), is_planted ? 8.0 / 17 : 0, is_planted ? 0.05 : 0.03);
  }
  EXPECT_EQ(minimal.integer(0, "nuisance_neurons"), 0);
}

TEST(Chance, a_task_that_is_a_nuisance_is_not_held_against_itself) {
  const auto tables = tables_of([](Index, std::int32_t) { return 0.0f; }, "nuisance:position");
  const Table& ranking = tables.at("ranking");
  std::size_t merged = 0;
  for (std::size_t row = 0; row < ranking.num_rows(); ++row) {
    if (ranking.text(row, "seed") != "merged") continue;
    ++merged;
    EXPECT_NE(ranking.text(row, "nuisance"), "nuisance:position");
    EXPECT_FALSE(std::isnan(ranking.real(row, "nuisance_effect")));
  }
  EXPECT_EQ(merged, 60u);
}

TEST(Chance, a_set_is_held_against_the_control_tasks_own_neurons_and_layer_0) {
  const auto tables = tables_of([](Index neuron, std::int32_t label) { return neuron / 2 == label ? 2.0f : 0.0f; });
  const Table &accuracy = tables.at("accuracy"), &minimal = tables.at("minimal"), &metrics = tables.at("architectures");
  std::map<std::string, double> test;
  for (std::size_t row = 0; row < accuracy.num_rows(); ++row)
    if (accuracy.text(row, "split") == "test" && accuracy.text(row, "how") != "masked_mean")
      test[accuracy.text(row, "labels") + " " + accuracy.text(row, "neurons") + " " + accuracy.text(row, "how") + " " +
           std::to_string(accuracy.integer(row, "n"))] = accuracy.real(row, "accuracy");
  const std::string n = std::to_string(minimal.integer(0, "n"));
  EXPECT_DOUBLE_EQ(minimal.real(0, "selectivity_own"),
                   test.at("task top retrained " + n) - test.at("control own retrained " + n));
  ASSERT_TRUE(test.contains("task layer_0 retrained 20"));
  EXPECT_FALSE(test.contains("control layer_0 retrained 20"));
  std::map<std::string, double> values;
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    values[metrics.text(row, "metric")] = metrics.real(row, "value");
  EXPECT_DOUBLE_EQ(values.at("layer_0_gap"), test.at("task all full 60") - test.at("task layer_0 retrained 20"));
  EXPECT_DOUBLE_EQ(values.at("selectivity_own@2"), minimal.real(0, "selectivity_own"));
}

TEST(Chance, is_all_there_is_in_noise) {
  const auto tables = tables_of([](Index, std::int32_t) { return 0.0f; });
  EXPECT_EQ(tables.at("shadows").integer(0, "n_real"), 0);
  EXPECT_LE(tables.at("minimal").integer(0, "nuisance_neurons"), 3) << "a twentieth of 60";
  const Table& halves = tables.at("data_stability");
  const std::size_t twelve = 3;  // 20 % of 60
  EXPECT_NEAR(halves.real(twelve, "jaccard"), halves.real(twelve, "jaccard_chance"), 0.08);
  EXPECT_LE(to_double(halves.integer(twelve, "stable_90")), halves.real(twelve, "false_90") + 1);
}

}  // namespace
}  // namespace neurank::probing
