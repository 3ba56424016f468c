#include <gtest/gtest.h>

#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

using test::PlantedRun;

/// The table of a cell of four layers of ten neurons whose labels the third layer alone tells.
Table layer_table(bool control, Index layers = 4) {
  PlantedRun run;
  run.experiment().repetitions = 1;
  run.experiment().analyses.control = control;
  run.experiment().analyses.own_ranking = control;
  run.experiment().analyses.single_layers = true;
  run.experiment().analyses.nuisances = false;
  run.experiment().analyses.minimal = {.delta = {2}, .draws = 1};
  run.add({.layers = layers, .width = 10, .signal = [layers](Index neuron, std::int32_t label) {
             const Index place = neuron - (layers == 1 ? 0 : 20);
             return 0 <= place && place < 6 && place / 2 == label ? 2.0f : 0.0f;
           }});
  return run.run(0).at("layer_accuracy");
}

TEST(LayerHeads, tell_where_a_task_is_planted) {
  const Table table = layer_table(true);
  ASSERT_EQ(table.num_rows(), 8u);
  for (std::size_t row = 0; row < 8; ++row) {
    const bool is_alone = row < 4;
    const auto layer = to_index(row % 4);
    EXPECT_EQ(table.text(row, "layers"), is_alone ? "alone" : "up_to");
    EXPECT_EQ(table.integer(row, "layer"), layer);
    EXPECT_EQ(table.integer(row, "n"), is_alone ? 10 : 10 * (layer + 1));
    const double accuracy = table.real(row, "accuracy");
    const bool can_tell = is_alone ? layer == 2 : layer >= 2;
    if (can_tell) {
      EXPECT_GT(accuracy, 0.9) << row;
      EXPECT_GT(table.real(row, "selectivity"), 0.2) << row;
    } else {
      EXPECT_NEAR(accuracy, 1.0 / 3, 0.08) << row;
    }
    EXPECT_LE(table.real(row, "ci_low"), accuracy);
    EXPECT_GE(table.real(row, "ci_high"), accuracy);
  }
  EXPECT_EQ(table.real(0, "accuracy"), table.real(4, "accuracy")) << "the first layer has none below";
}

TEST(LayerHeads, have_no_selectivity_without_a_control_task) {
  const Table table = layer_table(false);
  ASSERT_EQ(table.num_rows(), 8u);
  EXPECT_TRUE(table.is_empty(0, "selectivity"));
  EXPECT_GT(table.real(2, "accuracy"), 0.9);
}

TEST(LayerHeads, of_the_only_layer_are_the_full_one) {
  const Table table = layer_table(true, 1);
  ASSERT_EQ(table.num_rows(), 2u);
  EXPECT_EQ(table.real(0, "accuracy"), table.real(1, "accuracy"));
  EXPECT_EQ(table.integer(0, "n"), 10);
}

}  // namespace
}  // namespace neurank::probing
