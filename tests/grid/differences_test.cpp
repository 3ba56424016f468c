#include "grid/differences.hpp"

#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

using Lines = std::vector<std::string>;

Lines changes(const std::string& before, const std::string& after) {
  Lines lines;
  for (const Difference& d : differences(before, after)) lines.push_back(d.key + ": " + d.before + " -> " + d.after);
  return lines;
}

TEST(Differences, name_key_and_both_values) {
  const test::GridFolder folder;
  const std::string before = to_yaml(folder.read(test::good_grid));
  const auto after = [&](const Lines& overrides) { return to_yaml(folder.read(test::good_grid, overrides)); };
  EXPECT_EQ(changes(before, before), Lines{});
  EXPECT_EQ(changes(before, after({"output=other", "resources.memory=1GiB", "resources.threads=1"})), Lines{});
  EXPECT_EQ(changes(before, after({"seeds=9", "analyses.ablation.keep=[0.1, 0.6]"})),
            (Lines{"seeds: 2 -> 9", "analyses.ablation.keep: [0.1, 0.5] -> [0.1, 0.6]"}));
  EXPECT_EQ(changes(before, after({"tasks.1.ignore=[O]", "tasks.0.ignore=X"})),
            (Lines{"tasks.chunk.ignore: [O, _] -> O", "tasks.pos.ignore: (absent) -> X"}));
  EXPECT_EQ(changes(before, after({"corpora.1.columns.pos=4"})), Lines{"corpora.web.columns.pos: 3 -> 4"});
  EXPECT_EQ(changes(before, after({"variants.raw.probe.epochs=5"})), Lines{"variants.raw.probe.epochs: 4 -> 5"});
  EXPECT_EQ(changes(before, after({"models.0.gelu=tanh"})), Lines{"models.bert.gelu: erf -> tanh"});
  EXPECT_EQ(changes(before, after({"models.1.gelu=tanh"})), Lines{"models.tiny.gelu: (absent) -> tanh"});
  const std::string models = folder.path().string() + "/models/";
  EXPECT_EQ(changes(before, after({"models.1.path=models/bert"})),
            Lines{"models.tiny.path: " + models + "tiny -> " + models + "bert"});
}

TEST(Differences, of_a_grid_without_variants_are_probe_settings) {
  EXPECT_EQ(changes("probe: {epochs: 10}\n", "probe: {epochs: 12}\n"), Lines{"probe.epochs: 10 -> 12"});
}

TEST(Differences, named_things_are_matched_by_name) {
  EXPECT_EQ(changes("models: [{name: a, path: /a}, {name: b, path: /b}]\n",
                    "models: [{name: new, path: /n}, {name: a, path: /a}]\n"),
            (Lines{"models.b.name: b -> (absent)", "models.b.path: /b -> (absent)", "models.new.name: (absent) -> new",
                   "models.new.path: (absent) -> /n"}));
}

TEST(Differences, of_filters_are_told_by_position) {
  EXPECT_EQ(changes("include: [{model: a}, {model: b}]\n", "include: [{model: b}]\n"),
            (Lines{"include.0.model: a -> b", "include.1.model: b -> (absent)"}));
}

TEST(Differences, a_damaged_file_is_an_error_with_its_line) { EXPECT_THROW(differences("a: [\n", "a: 1\n"), Error); }

bool is_addition(const std::string& key, const std::string& before, const std::string& after) {
  return grid::is_addition(Difference{key, before, after});
}

TEST(Additions, are_more_of_the_same) {
  EXPECT_TRUE(is_addition("seeds", "2", "3"));
  EXPECT_TRUE(is_addition("analyses.nulls.random_sets", "0", "99"));
  EXPECT_TRUE(is_addition("analyses.control", "false", "true"));
  EXPECT_TRUE(is_addition("analyses.ablation.keep", "[0.1, 0.2]", "[0.2, 0.1, 0.3]"));
  EXPECT_TRUE(is_addition("analyses.minimal.delta", "1", "[0.5, 1]"));
  EXPECT_TRUE(is_addition("variants.raw.probe.lambda.l1", "[0, 1e-04]", "[0, 1e-05, 1e-04]"));
  EXPECT_TRUE(is_addition("probe.lambda.l2", "0", "[0, 0.1]"));
}

TEST(Additions, less_and_other_things_are_none) {
  EXPECT_FALSE(is_addition("seeds", "3", "2"));
  EXPECT_FALSE(is_addition("analyses.control", "true", "false"));
  EXPECT_FALSE(is_addition("analyses.ablation.keep", "[0.1, 0.2]", "[0.1, 0.3]"));
  EXPECT_FALSE(is_addition("probe.lambda.l1", absent, "[0, 1]"));
  EXPECT_FALSE(is_addition("probe.epochs", "10", "20"));
  EXPECT_FALSE(is_addition("tasks.pos.ignore", "[A]", "[A, B]"));
  EXPECT_FALSE(is_addition("analyses.labels.min_count", "10", "20"));
  EXPECT_FALSE(is_addition("seed", "1", "2"));
}

}  // namespace
}  // namespace neurank::grid
