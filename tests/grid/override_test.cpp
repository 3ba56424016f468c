#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

using Lines = std::vector<std::string>;
using Reals = std::vector<double>;

TEST(Override, replaces_values_lists_and_items) {
  const test::GridFolder folder;
  const Experiment e =
      folder.read(test::good_grid, {"probe.epochs=9", "probe.lambda.l1=[0, 0.5, 1]", "models.1.path=models/bert",
                                    "corpora.0.dev=dev.txt", "resources={memory: 1GiB}", "experiment=again"});
  EXPECT_EQ(e.variants[0].probe.epochs, 9);
  EXPECT_EQ(e.variants[0].probe.search.l1, (Reals{0, 0.5, 1}));
  EXPECT_EQ(e.models[1].path, folder / "models/bert");
  EXPECT_EQ(e.models[1].name, "tiny") << "the item's other keys stay";
  EXPECT_EQ(e.corpora[0].dev.front(), folder / "dev.txt");
  EXPECT_EQ(e.corpora[0].dev_every, 0);
  EXPECT_EQ(e.resources.memory_bytes, 1u << 30);
  EXPECT_EQ(e.resources.threads, 0) << "the whole section was replaced";
  EXPECT_EQ(e.name, "again");
}

TEST(Override, adds_keys_and_sections_that_the_grid_lacks) {
  const test::GridFolder folder;
  const std::string grid = test::replaced(test::good_grid, "seeds: 2\n", "");
  const Experiment e = folder.read(grid, {"seeds=5", "variants.third.probe.batch=7"});
  EXPECT_EQ(e.repetitions, 5);
  ASSERT_EQ(e.variants.size(), 3u);
  EXPECT_EQ(e.variants[2].name, "third");
  EXPECT_EQ(e.variants[2].probe.batch, 7);
}

TEST(Override, finds_names_with_dots) {
  const test::GridFolder folder;
  const std::string grid = test::replaced(test::good_grid, "same: {}", "v1.2: {probe: {batch: 5}}");
  const std::string fixed = test::replaced(grid, "variant: same", "variant: v1.2");
  EXPECT_EQ(folder.read(fixed, {"variants.v1.2.probe.batch=6"}).variants[1].probe.batch, 6);
}

TEST(Override, later_ones_win) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.read(test::good_grid, {"seed=3", "seed=4"}).seed, 4u);
}

TEST(Override, problems_name_the_override_as_their_place) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.problems(test::good_grid, {"probe.epoch=3"}),
            Lines{"--set probe.epoch: unknown key; did you mean epochs?"});
  EXPECT_EQ(folder.problems(test::good_grid, {"probe.epochs=many"}),
            Lines{"--set probe.epochs: \"many\" is not a whole number >= 1"});
  EXPECT_EQ(folder.problems(test::good_grid, {"probe={epochs: 0}"}),
            Lines{"--set probe: probe.epochs: \"0\" is not a whole number >= 1"});
  EXPECT_EQ(folder.problems(test::good_grid, {"seeds="}),
            Lines{"--set seeds: has no value; write a whole number >= 1"});
  EXPECT_EQ(folder.problems(test::good_grid, {"seeds"}),
            Lines{"--set seeds: is not an override; write --set key.path=value"});
  EXPECT_EQ(folder.problems(test::good_grid, {"models.7.path=x"}),
            Lines{"--set models.7.path: models has no item \"7\" (it has 2, from 0)"});
  EXPECT_EQ(folder.problems(test::good_grid, {"seeds.a=1"}), Lines{"--set seeds.a: seeds has no keys, it is one word"});
  EXPECT_EQ(folder.problems(test::good_grid, {"seeds=[1"}).front().substr(0, 22), "--set seeds: not YAML ");
  EXPECT_EQ(folder.problems(test::good_grid, {"=1"}), Lines{"--set : is not an override; write --set key.path=value"});
}

TEST(Override, problems_come_after_those_of_the_file) {
  const test::GridFolder folder;
  const std::string grid = test::replaced(test::good_grid, "seeds: 2", "seeds: 0");
  EXPECT_EQ(folder.problems(grid, {"seed=x"}), (Lines{"grid.yaml:4: seeds: \"0\" is not a whole number >= 1",
                                                      "--set seed: \"x\" is not a whole number >= 0"}));
}

}  // namespace
}  // namespace neurank::grid
