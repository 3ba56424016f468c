#include <gtest/gtest.h>

#include <cstdlib>

#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

using Paths = std::vector<std::filesystem::path>;
using Reals = std::vector<double>;

const std::string smallest = R"(experiment: small
output: out
models: [{name: bert, path: models/bert}]
corpora: [{name: news, columns: {pos: 1}, train: train.txt, dev: {every: 2}, test: test.txt}]
tasks: [{name: pos, corpus: news, column: pos}]
)";

TEST(GoodGrid, names_models_corpora_and_tasks) {
  const test::GridFolder folder;
  const Experiment e = folder.read(test::good_grid);
  EXPECT_EQ(e.name, "trial");
  EXPECT_EQ(e.output, folder / "results/trial");
  EXPECT_EQ(e.seed, 7u);
  EXPECT_EQ(e.repetitions, 2);
  ASSERT_EQ(e.models.size(), 2u);
  EXPECT_EQ(e.models[0].name, "bert");
  EXPECT_EQ(e.models[0].path, folder / "models/bert");
  EXPECT_EQ(e.models[0].family, "");
  EXPECT_EQ(e.models[0].gelu, model::Gelu::erf);
  EXPECT_EQ(e.models[1].family, "electra");
  EXPECT_EQ(e.models[1].gelu, std::nullopt);
  ASSERT_EQ(e.corpora.size(), 2u);
  const auto& news = e.corpora[0];
  EXPECT_EQ(news.word_column, 1);
  EXPECT_EQ(news.columns, (std::map<std::string, std::string>{{"pos", "0"}, {"chunk", "2"}}));
  EXPECT_EQ(news.train, (Paths{folder / "train.txt", folder / "more.txt"}));
  EXPECT_EQ(news.dev_every, 10);
  EXPECT_TRUE(news.dev.empty());
  EXPECT_EQ(news.test, Paths{folder / "test.txt"});
  EXPECT_EQ(news.max_words, 5000) << "extract.max_words is meant for every corpus";
  EXPECT_EQ(e.corpora[1].dev, Paths{folder / "dev.txt"});
  EXPECT_EQ(e.corpora[1].dev_every, 0);
  ASSERT_EQ(e.tasks.size(), 3u);
  EXPECT_EQ(e.tasks[0].level, "morphology");
  EXPECT_EQ(e.tasks[0].ignore, std::vector<std::string>{});
  EXPECT_EQ(e.tasks[1].ignore, (std::vector<std::string>{"O", "_"}));
  EXPECT_EQ(e.tasks[2].corpus, "web");
  EXPECT_EQ(&corpus_of(e, e.tasks[2]), &e.corpora[1]);
}

TEST(GoodGrid, tasks_may_name_a_field_of_the_format_without_columns) {
  const test::GridFolder folder;
  const std::string grid =
      "experiment: small\noutput: out\nmodels: [{name: bert, path: models/bert}]\n"
      "corpora:\n"
      "  - {name: ud, format: conllu, train: train.txt, dev: dev.txt, test: test.txt}\n"
      "  - {name: own, format: conllu, columns: {upos: xpos, a: deprel}, train: train.txt, dev: dev.txt, test: "
      "test.txt}\n"
      "tasks:\n"
      "  - {name: pos, corpus: ud, column: upos}\n"
      "  - {name: number, corpus: ud, column: \"feats:Number\", ignore: _}\n"
      "  - {name: all-numbers, corpus: ud, column: feats:Number}\n"
      "  - {name: own-pos, corpus: own, column: upos}\n"
      "  - {name: own-tag, corpus: own, column: xpos}\n";
  const Experiment e = folder.read(test::replaced(grid, "column: feats:Number}", "column: \"feats:Number\"}"));
  using Columns = std::map<std::string, std::string>;
  EXPECT_EQ(e.corpora[0].columns, (Columns{{"upos", "upos"}, {"feats:Number", "feats:Number"}}));
  EXPECT_EQ(e.corpora[1].columns, (Columns{{"upos", "xpos"}, {"a", "deprel"}, {"xpos", "xpos"}}))
      << "the corpus's own columns win";
  EXPECT_EQ(e.tasks[1].ignore, std::vector<std::string>{"_"});
  EXPECT_EQ(folder.read(to_yaml(e)).corpora[0].columns, e.corpora[0].columns);
}

TEST(GoodGrid, models_lie_in_every_published_layout) {
  const test::GridFolder folder;
  for (const char* name : {"models/elmo", "models/long", "models/packed"}) make_folder(folder / name);
  write_file(folder / "models/elmo/options.json", "{}");
  write_file(folder / "models/long/elmo_2x1024_options.json", "{}");
  write_file(folder / "models/packed/model.tar.gz", "");
  for (const char* path : {"models/elmo", "models/long", "models/packed", "models/packed/model.tar.gz"}) {
    std::string grid = smallest;
    grid.replace(grid.find("models/bert"), 11, path);
    EXPECT_EQ(folder.read(grid).models[0].path, folder / path);
  }
}

TEST(GoodGrid, settings) {
  const test::GridFolder folder;
  const Experiment e = folder.read(test::good_grid);
  EXPECT_EQ(e.extract.words, model::WordRule::first);
  EXPECT_EQ(e.extract.dtype, store::DType::float32);
  EXPECT_EQ(e.extract.max_words, 5000);
  EXPECT_EQ(e.analyses.ablation.keep, (Reals{0.1, 0.5}));
  EXPECT_EQ(e.analyses.ablation.draws, 3);
  EXPECT_FALSE(e.analyses.control);
  EXPECT_EQ(e.resources.memory_bytes, 512u << 20);
  EXPECT_EQ(e.resources.threads, 3);
  EXPECT_EQ(e.resources.device, model::Device::cpu);
  EXPECT_EQ(e.include.size(), 2u);
  EXPECT_EQ(e.exclude.size(), 1u);
  EXPECT_EQ(e.exclude[0].task, "web-pos");
}

TEST(GoodGrid, variants_start_from_the_probe_settings) {
  const test::GridFolder folder;
  const Experiment e = folder.read(test::good_grid);
  ASSERT_EQ(e.variants.size(), 2u);
  EXPECT_EQ(e.variants[0].name, "raw");
  EXPECT_FALSE(e.variants[0].probe.standardize);
  EXPECT_TRUE(e.variants[1].probe.standardize);
  for (const Variant& variant : e.variants) {
    EXPECT_EQ(variant.probe.epochs, 4);
    EXPECT_EQ(variant.probe.batch, 64);
    EXPECT_EQ(variant.probe.learning_rate, 0.01);
    EXPECT_EQ(variant.probe.ridge, probe::RidgeForm::norm);
    EXPECT_EQ(variant.probe.search.l1, (Reals{0, 1e-3}));
    EXPECT_EQ(variant.probe.search.l2, Reals{1e-5});
    EXPECT_EQ(variant.probe.search.keep, 0.1);
    EXPECT_EQ(variant.probe.search.alpha, 1);
    EXPECT_EQ(variant.probe.search.beta, 0);
    EXPECT_EQ(variant.probe.columns_per_pass, 100);
  }
}

TEST(GoodGrid, probe_may_stand_below_the_variants) {
  const test::GridFolder folder;
  const Experiment e = folder.read(smallest + "variants: {a: {}, b: {probe: {batch: 9}}}\nprobe: {epochs: 3}\n");
  EXPECT_EQ(e.variants[1].probe.epochs, 3);
  EXPECT_EQ(e.variants[1].probe.batch, 9);
}

TEST(GoodGrid, the_former_key_of_the_ridge_is_still_read) {
  const test::GridFolder folder;
  const std::string former = test::replaced(test::good_grid, "  ridge: norm", "  l2: norm");
  EXPECT_EQ(folder.read(former).variants[1].probe.ridge, probe::RidgeForm::norm);
  const std::string variant = test::replaced(test::good_grid, "same: {}", "same: {probe: {l2: squared}}");
  EXPECT_EQ(folder.read(variant).variants[0].probe.ridge, probe::RidgeForm::norm);
  EXPECT_EQ(folder.read(variant).variants[1].probe.ridge, probe::RidgeForm::squared);
  EXPECT_EQ(folder.read(former, {"probe.l2=squared"}).variants[1].probe.ridge, probe::RidgeForm::squared);
}

TEST(GoodGrid, defaults) {
  const test::GridFolder folder;
  const Experiment e = folder.read(smallest);
  EXPECT_EQ(e.seed, 1u);
  EXPECT_EQ(e.repetitions, 3);
  ASSERT_EQ(e.variants.size(), 1u);
  EXPECT_EQ(e.variants[0].name, "default");
  EXPECT_EQ(e.variants[0].probe.search.l1.size(), 8u);
  EXPECT_EQ(e.variants[0].probe.epochs, 10);
  EXPECT_EQ(e.extract.dtype, store::DType::float16);
  EXPECT_TRUE(e.analyses.control);
  EXPECT_EQ(e.resources.memory_bytes, std::uint64_t{4} << 30);
  EXPECT_EQ(e.resources.threads, 0);
}

TEST(GoodGrid, a_section_without_keys_keeps_its_defaults) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.read(smallest + "probe:\n  # epochs: 3\nresources: {}\n").variants[0].probe.epochs, 10);
}

TEST(GoodGrid, two_numbers_are_a_penalty_without_search) {
  const test::GridFolder folder;
  const auto lambda = folder.read(smallest + "probe: {lambda: {l1: 0.001, l2: 0}}\n").variants[0].probe.search;
  EXPECT_FALSE(lambda.is_search());
  EXPECT_EQ(lambda.l1, Reals{0.001});
}

TEST(GoodGrid, memory_sizes) {
  const test::GridFolder folder;
  const std::pair<const char*, std::uint64_t> sizes[] = {
      {"4GiB", 4294967296u},  {"512MiB", 536870912u}, {"2GB", 2000000000u},    {"1048577", 1048577u},
      {"3 GiB", 3221225472u}, {"2048KiB", 2097152u},  {"1TiB", 1099511627776u}};
  for (const auto& [text, bytes] : sizes)
    EXPECT_EQ(folder.read(smallest + "resources: {memory: " + text + "}\n").resources.memory_bytes, bytes) << text;
}

TEST(GoodGrid, hints_for_files_have_any_names_and_scratch_is_a_folder) {
  const test::GridFolder folder;
  EXPECT_TRUE(folder.read(smallest).resources.hints.empty());
  EXPECT_TRUE(folder.read(smallest).resources.scratch.empty());
  const auto e = folder.read(smallest + "resources: {hints: {striping_factor: 8, cb_nodes: \"2\"}, scratch: local}\n");
  EXPECT_EQ(e.resources.hints, (std::map<std::string, std::string>{{"cb_nodes", "2"}, {"striping_factor", "8"}}));
  EXPECT_TRUE(e.resources.scratch.is_absolute());
  EXPECT_EQ(e.resources.scratch.filename(), "local");
}

TEST(GoodGrid, variables_come_from_the_environment) {
  const test::GridFolder folder;
  ::setenv("NEURANK_TEST_FOLDER", (folder / "models").c_str(), 1);
  ::setenv("NEURANK_TEST_EMPTY", "", 1);
  ::unsetenv("NEURANK_TEST_UNSET");
  const Experiment e = folder.read(
      test::replaced(test::replaced(smallest, "models/bert", "\"${NEURANK_TEST_FOLDER}/${NEURANK_TEST_UNSET:-bert}\""),
                     "output: out", "output: a$${b}-${NEURANK_TEST_EMPTY:-c}$d\nseeds: ${NEURANK_TEST_UNSET:-5}"));
  EXPECT_EQ(e.models[0].path, folder / "models/bert");
  EXPECT_EQ(e.output, folder / "a${b}-c$d");
  EXPECT_EQ(e.repetitions, 5);
}

TEST(GoodGrid, paths_start_at_the_grid_and_become_plain) {
  const test::GridFolder folder;
  const Experiment e = folder.read(test::replaced(smallest, "output: out", "output: ./a/../b/"));
  EXPECT_EQ(e.output, folder / "b");
}

TEST(GoodGrid, output_of_the_command_line_wins_and_starts_at_the_working_folder) {
  const test::GridFolder folder;
  const auto expected = std::filesystem::current_path() / "elsewhere";
  EXPECT_EQ(folder.read(smallest, {}, "elsewhere").output, expected);
  EXPECT_EQ(folder.read(test::replaced(smallest, "output: out\n", ""), {}, "elsewhere").output, expected);
}

TEST(GoodGrid, byte_order_mark_crlf_and_comments_do_not_matter) {
  const test::GridFolder folder;
  std::string text = "\xef\xbb\xbf# comment\n" + smallest;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
  EXPECT_EQ(folder.read(text).name, "small");
}

}  // namespace
}  // namespace neurank::grid
