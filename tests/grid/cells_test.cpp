#include <gtest/gtest.h>

#include "grid/draws.hpp"
#include "grid/experiment.hpp"
#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

Experiment grid() {
  Experiment e;
  e.models = {{"bert", {}, {}}, {"xlnet", {}, {}}};
  e.tasks = {{"pos", "c", "pos", ""}, {"chunk", "c", "chunk", ""}};
  e.variants = {{"raw", {}}, {"zscored", {}}};
  return e;
}

std::vector<std::string> names(const Experiment& e) {
  std::vector<std::string> all;
  for (const Cell& cell : expand_cells(e)) all.push_back(cell_names(e, cell).name());
  return all;
}

using Names = std::vector<std::string>;

TEST(Cells, are_all_combinations_in_the_order_of_the_grid) {
  EXPECT_EQ(names(grid()), (Names{"bert/pos/raw", "bert/pos/zscored", "bert/chunk/raw", "bert/chunk/zscored",
                                  "xlnet/pos/raw", "xlnet/pos/zscored", "xlnet/chunk/raw", "xlnet/chunk/zscored"}));
  EXPECT_EQ(expand_cells(grid())[6], (Cell{1, 1, 0}));
}

TEST(Cells, include_keeps_what_any_filter_matches) {
  Experiment e = grid();
  e.include = {{"bert", "", "raw"}, {"", "chunk", "raw"}};
  EXPECT_EQ(names(e), (Names{"bert/pos/raw", "bert/chunk/raw", "xlnet/chunk/raw"}));
}

TEST(Cells, exclude_takes_out_of_what_include_leaves) {
  Experiment e = grid();
  e.include = {{"bert", "", ""}};
  e.exclude = {{"", "pos", ""}, {"bert", "chunk", "zscored"}};
  EXPECT_EQ(names(e), Names{"bert/chunk/raw"});
}

TEST(Draws, of_random_weights_are_models_of_one_group_wherever_the_grid_names_the_one) {
  Experiment e = grid();
  e.models[1].random_weights = true;
  e.models[1].draws = 2;
  e.include = {{"xlnet", "pos", "raw"}, {"bert", "pos", "raw"}};
  expand_draws(e);
  EXPECT_EQ(names(e), (Names{"bert/pos/raw", "xlnet-1/pos/raw", "xlnet-2/pos/raw"}));
  EXPECT_EQ(e.models[0].group, "");
  EXPECT_EQ(e.models[1].draw, 1);
  EXPECT_EQ(e.models[2].draw, 2);
  for (const std::size_t model : {1, 2}) {
    EXPECT_EQ(e.models[model].group, "xlnet");
    EXPECT_EQ(e.models[model].draws, 1);
    EXPECT_TRUE(e.models[model].random_weights);
  }
  e.models[1].draws = 2;
  e.models[1].group = "untrained";
  expand_draws(e);
  EXPECT_EQ(e.models[2].name, "xlnet-1-2");
  EXPECT_EQ(e.models[2].group, "untrained") << "as the grid says";
}

TEST(Draws, are_no_runs_of_trained_models) {
  const test::GridFolder folder;
  const std::string grid =
      "experiment: e\noutput: out\nmodels:\n  - {name: a, path: models/bert, group: b}\n"
      "  - {name: b, path: models/bert, random_weights: {draws: 3}}\n"
      "corpora: [{name: c, columns: {x: 1}, train: train.txt, dev: {every: 2}, test: test.txt}]\n"
      "tasks: [{name: t, corpus: c, column: x}]\n";
  EXPECT_EQ(folder.problems(grid),
            Names{"grid.yaml:5: models.1: the group b has trained and untrained models; give the "
                  "untrained ones a group of their own"});
}

TEST(Draws, have_names_of_their_own) {
  const test::GridFolder folder;
  const auto of_first = [&](const std::string& name) {
    return folder.problems("experiment: e\noutput: out\nmodels:\n  - {name: " + name +
                           ", path: models/bert}\n  - {name: b, path: models/bert, random_weights: {draws: 3}}\n"
                           "corpora: [{name: c, columns: {x: 1}, train: train.txt, dev: {every: 2}, test: test.txt}]\n"
                           "tasks: [{name: t, corpus: c, column: x}]\n");
  };
  EXPECT_EQ(of_first("b-4"), Names{});
  EXPECT_EQ(of_first("b-2"), Names{"grid.yaml:5: models.1.random_weights: a draw would be called \"b-2\", as another "
                                   "model is; give one of them another name"});
}

}  // namespace
}  // namespace neurank::grid
