#include "report/methods.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "report/made_up_results.hpp"
#include "report/prose.hpp"

namespace neurank::report {
namespace {

MethodsFacts small_facts() {
  MethodsFacts facts;
  facts.models = {{"bert", "bert-base"}, {"elmo", "elmo"}, {"random", "bert-base", true}, {"neurox"}};
  facts.corpora = {{"made-up", "generated", {400, 300, 200}}, {"news", "conll", {}, 10}};
  facts.tasks = {{"pos", "made-up", "pos"}, {"number", "news", "feats", {"_"}, 5, 20, 1000, true}};
  facts.probes = {{.variant = "default",
                   .epochs = 10,
                   .batch = 128,
                   .learning_rate = 0.003,
                   .step = "decay",
                   .ridge = "squared",
                   .l1 = {0.001, 1e-5},
                   .l2 = {0.001},
                   .search = "chain",
                   .keep = 0.2,
                   .alpha = 0.5,
                   .beta = 0.25}};
  facts.word_rule = "last";
  facts.dtype = "float16";
  facts.site = "residual";
  facts.repetitions = 5;
  facts.seed = "7";
  facts.checks = {.ablation_keep = {0.1, 0.2},
                  .delta = {1, 2},
                  .ablation_draws = 3,
                  .minimal_draws = 4,
                  .masked = "mean",
                  .reference = "best",
                  .label_min_count = 20,
                  .ranking_min_count = 20,
                  .bootstrap_draws = 2000,
                  .null_draws = 200,
                  .halves = 6};
  facts.software = {"1.2.3", "abc123", "GNU 12.2.0", "Release", "Open MPI v4.1.4", "OpenBLAS 0.3.21", "", "2", "1"};
  return facts;
}

std::map<std::string, Table> small_baselines() {
  std::map<std::string, Table> tables = {{"baselines", empty_table("baselines")}};
  for (const auto& [model, split, words] :
       {std::tuple{"bert", "dev", 3000}, {"bert", "test", 2000}, {"elmo", "dev", 2990}, {"elmo", "test", 2000}}) {
    std::vector<Value> row = {model, "pos", "default", split, 0.1, 0.2, std::int64_t{words}};
    row.resize(tables["baselines"].columns().size());
    row[tables["baselines"].column("labels")] = std::int64_t{29};
    row[tables["baselines"].column("sentences")] = std::int64_t{split == std::string("dev") ? 300 : 200};
    row[tables["baselines"].column("clustered_by")] = "documents";
    tables["baselines"].add_row(row);
  }
  return tables;
}

/// The text in one line.
std::string prose_of(const MethodsFacts& facts, const std::map<std::string, Table>& tables) {
  std::istringstream words(methods_text(facts, tables));
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

void expect_says(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "lacks: " << part << "\n" << text;
}

TEST(Methods, say_what_was_probed) {
  const std::string text = prose_of(small_facts(), small_baselines());
  expect_says(text,
              "Four models were probed: bert (bert-base), elmo, random (bert-base with random weights) and neurox "
              "(vectors made elsewhere).");
  expect_says(text, "the vector of the last one. Activations were stored as float16.");
  expect_says(text,
              "The data are made-up (generated: 400 training, 300 dev and 200 test sentences) and news (format conll, "
              "one of 10 training sentences as dev).");
  expect_says(text,
              "Two tasks were probed for: pos (pos of made-up: 29 labels, dev 2990 to 3000 words in 300 sentences, "
              "test 2000 words in 200 sentences) and number (feats of news; without words labelled _; no word type in "
              "two splits; the most frequent 5 labels; 20 training words a label; at most 1000 training words).");
}

TEST(Methods, say_how_probes_were_trained_with_numbers_as_the_grid_writes_them) {
  const std::string text = prose_of(small_facts(), small_baselines());
  expect_says(text,
              "trained with Adam (decaying step, proximal l1) for 10 epochs in batches of 128 words with learning rate "
              "0.003, on activations as they are.");
  expect_says(text,
              "Penalties: l1 of 0.001 or 1e-05 and l2 of 0.001, the pair chosen on dev by what masking does with 0.2 "
              "of the neurons kept (alpha 0.5, beta 0.25; chain). Everything was repeated with 5 starts from seed 7.");
  auto given = small_facts();
  given.probes[0].l1 = {0};
  expect_says(prose_of(given, small_baselines()), "Penalties: l1 0 and l2 0.001.");
}

TEST(Methods, name_variants_where_a_setting_differs) {
  auto facts = small_facts();
  facts.probes.push_back(facts.probes.front());
  facts.probes.back().variant = "long";
  facts.probes.back().epochs = 20;
  expect_says(prose_of(facts, small_baselines()), "for 10 (default) or 20 (long) epochs in batches of 128 words");
  expect_says(prose_of(facts, small_baselines()), "in two variants.");
  facts.probes.back().variant = std::string(97, 'v');
  facts.probes.front().variant = std::string(97, 'w');
  expect_says(prose_of(facts, small_baselines()), "for 10 or 20, by the variant, epochs");
}

TEST(Methods, say_where_words_are_not_shuffled) {
  auto facts = small_facts();
  facts.probes[0].order = "file";
  expect_says(prose_of(facts, small_baselines()),
              "batches of 128 words (in the order of the files) with learning rate");
  facts.probes.push_back(facts.probes.front());
  facts.probes.back().variant = "mixed";
  facts.probes.back().order = "shuffled";
  expect_says(prose_of(facts, small_baselines()),
              "batches of 128 words (in the order of the files (default) or shuffled (mixed)) with learning rate");
}

TEST(Methods, say_how_exact_heads_are_found) {
  auto facts = small_facts();
  facts.probes[0].solver = "exact";
  facts.probes[0].gap = 1e-4;
  facts.probes[0].max_passes = 500;
  facts.probes[0].resample = "sentences";
  expect_says(prose_of(facts, small_baselines()),
              "found as the optimum of its loss, to a relative duality gap of 1e-04 in at most 500 passes, on "
              "activations as they are.");
  expect_says(prose_of(facts, small_baselines()),
              "repeated with 5 draws of control labels and random sets, each on training sentences drawn with "
              "replacement, from seed 7.");
  facts.probes.push_back(small_facts().probes.front());
  facts.probes.back().variant = "paper";
  expect_says(prose_of(facts, small_baselines()),
              "solved to a relative duality gap of 1e-04 (default) or trained with Adam (paper), on activations");
}

TEST(Methods, say_what_results_are_held_against) {
  const std::string text = prose_of(small_facts(), small_baselines());
  expect_says(text, "random (3 draws) or bottom neurons set to their means, shares of 0.1 and 0.2 kept.");
  expect_says(text, "loses at most 1 or 2 points of dev accuracy against the better of the probes");
  expect_says(text, "Intervals are from 2000 draws of documents and of repetitions");
  expect_says(text,
              "held against 200 draws of unrelated labels, permuted copies of the neurons and 6 pairs of halves of the "
              "training sentences.");
  expect_says(text,
              "Computed with neurank 1.2.3 (revision abc123, compiler GNU 12.2.0, build type Release), Open MPI v4.1.4 "
              "and OpenBLAS 0.3.21; 2 MPI ranks with 1 thread each.");
  auto without = small_facts();
  without.checks.has_control = false;
  without.software = {};
  EXPECT_EQ(prose_of(without, small_baselines()).find("control task"), std::string::npos);
  expect_says(prose_of(without, small_baselines()), "Computed with neurank.");
}

TEST(Methods, say_which_rankings_are_compared_and_by_whom) {
  const auto text_with = [](const std::vector<std::string>& rankings, bool linear, bool gaussian) {
    MethodsFacts facts = small_facts();
    facts.checks.rankings = rankings;
    facts.checks.has_linear_judge = linear;
    facts.checks.has_gaussian_judge = gaussian;
    return prose_of(facts, small_baselines());
  };
  EXPECT_EQ(text_with({}, true, false).find("judged"), std::string::npos);
  expect_says(text_with({"lda", "random"}, true, false),
              "In the first repetition the neurons that come first by weight mass and by lda and random were judged by "
              "heads trained on them alone.");
  expect_says(text_with({}, true, true),
              "first by weight mass were judged by heads and Gaussians with a full covariance for each label (Torroba "
              "Hennigen et al. 2020, at most 100 neurons) trained on them alone.");
  expect_says(text_with({}, false, true), "were judged by Gaussians with");
}

TEST(Methods, stay_readable_for_the_largest_grid) {
  const std::string padding(90, 'x');
  test::MadeUpResults results({.models = 20, .tasks = 12, .variants = 2, .padding = padding});
  MethodsFacts facts = small_facts();
  for (int i = 0; i < 20; ++i) {
    const std::string name = std::to_string(i) + padding;
    facts.models.push_back({"model" + name, "folder" + name, true});
    facts.corpora.push_back({"corpus" + name, "conll"});
    facts.tasks.push_back({"task" + name, "corpus" + name, "column" + name, {"A" + name, "B" + name}, 5, 6, 7, true});
    facts.probes.push_back(facts.probes.front());
    facts.probes.back().variant = "variant" + name;
    facts.probes.back().epochs = 10 + i;
    facts.probes.back().learning_rate = 0.001 * i;
    facts.probes.back().l1 = {0.001 * i, 0.1, 0.01, 0.0001, 1e-5, 1e-6, 1e-7};
    facts.layers.push_back(std::to_string(-i));
  }
  std::istringstream lines(methods_text(facts, results.tables()));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 100U) << line;
  EXPECT_LE(count, 60U);
  expect_says(prose_of(facts, results.tables()), " more.");
}

TEST(Prose, counts_in_words) {
  EXPECT_EQ(in_words(1), "one");
  EXPECT_EQ(in_words(12), "twelve");
  EXPECT_EQ(in_words(40), "forty");
  EXPECT_EQ(in_words(99), "ninety-nine");
  EXPECT_EQ(in_words(100), "many");
}

TEST(Prose, lists_are_cut_where_there_is_no_room) {
  EXPECT_EQ(listed({}, 10), "");
  EXPECT_EQ(listed({"a"}, 10), "a");
  EXPECT_EQ(listed({"a", "b"}, 10, "or"), "a or b");
  EXPECT_EQ(listed({"a", "b", "c"}, 10), "a, b and c");
  EXPECT_EQ(listed({"aaaa", "bbbb", "cccc", "dddd"}, 10), "aaaa, bbbb and two more");
  EXPECT_EQ(listed({"too long to fit"}, 3), "too long to fit") << "the first one always stands";
}

TEST(Prose, paragraphs_are_wrapped) {
  EXPECT_EQ(wrapped_paragraphs({"a  b", "c"}), "a b\n\nc\n");
  const std::string word(60, 'x');
  EXPECT_EQ(wrapped_paragraphs({word + " " + word}), word + "\n" + word + "\n");
}

}  // namespace
}  // namespace neurank::report
