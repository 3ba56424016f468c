#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

using Lines = std::vector<std::string>;

/// A grid of one model on two corpora.
std::string grid_with(const std::string& model, const std::string& rest = "") {
  return "experiment: small\noutput: out\nmodels:\n  - {name: m, " + model +
         "}\ncorpora:\n"
         "  - {name: news, columns: {pos: 1}, train: train.txt, dev: {every: 2}, test: test.txt}\n"
         "  - {name: web, columns: {pos: 1}, train: train.txt, dev: dev.txt, test: test.txt}\n"
         "tasks: [{name: pos, corpus: news, column: pos}]\n" +
         rest;
}

TEST(Activations, are_files_for_each_corpus) {
  const test::GridFolder folder;
  const Experiment e = folder.read(grid_with("activations: {news: [train.txt, test.txt], web: dev.txt}"));
  EXPECT_TRUE(e.models[0].path.empty());
  EXPECT_EQ(e.models[0].activations.at("news"),
            (std::vector<std::filesystem::path>{folder / "train.txt", folder / "test.txt"}));
  EXPECT_EQ(e.models[0].activations.at("web"), (std::vector<std::filesystem::path>{folder / "dev.txt"}));
}

TEST(Activations, survive_the_resolved_grid) {
  const test::GridFolder folder;
  const Experiment e = folder.read(grid_with("activations: {news: [train.txt, test.txt], web: dev.txt}"));
  const std::string yaml = to_yaml(e);
  EXPECT_EQ(folder.problems(yaml), Lines{}) << yaml;
  EXPECT_EQ(folder.read(yaml).models[0].activations, e.models[0].activations);
}

TEST(Activations, what_means_nothing_beside_them_is_a_problem) {
  const test::GridFolder folder;
  const std::string files = "activations: {news: train.txt, web: dev.txt}";
  EXPECT_EQ(folder.problems(grid_with(files + ", path: models/bert")),
            Lines{"grid.yaml:4: models.0.path: means nothing beside activations; leave one of the two out"});
  EXPECT_EQ(folder.problems(grid_with(files + ", random_weights: true")),
            Lines{"grid.yaml:4: models.0.random_weights: means nothing beside activations; leave one of the two out"});
  EXPECT_EQ(
      folder.problems(grid_with(files, "extract: {site: mlp}\n")),
      Lines{"grid.yaml:9: extract.site: means nothing for activations made elsewhere, as those of model m; leave it "
            "out: the file tells"});
  EXPECT_EQ(
      folder.problems(grid_with(files, "extract: {layers: [1]}\n")),
      Lines{"grid.yaml:9: extract.layers: means nothing for activations made elsewhere, as those of model m; leave "
            "it out: the file tells"});
}

TEST(Activations, must_name_every_corpus_and_no_other) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.problems(grid_with("activations: train.txt")),
            Lines{"grid.yaml:4: models.0.activations: does not say of which corpus the files are; write {CORPUS: FILE, "
                  "...}"});
  EXPECT_EQ(folder.problems(grid_with("activations: {news: train.txt}")),
            Lines{"grid.yaml:4: models.0.activations: has no file of corpus web; add it"});
  EXPECT_EQ(folder.problems(grid_with("activations: {news: absent.h5, web: dev.txt}")).size(), 1u);
  EXPECT_EQ(folder.problems(grid_with("group: g")), Lines{"grid.yaml:4: models.0.path: is missing; add it"});
}

}  // namespace
}  // namespace neurank::grid
