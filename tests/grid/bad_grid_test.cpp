#include <gtest/gtest.h>

#include <cstdlib>

#include "grid/grid_folder.hpp"
#include "support/refusal.hpp"

namespace neurank::grid {
namespace {

using Lines = std::vector<std::string>;
using test::good_grid;
using test::replaced;

/// One change of good_grid and what must be said about it.
struct BadGrid {
  const char* part;
  const char* by;
  const char* problem;
};

const BadGrid bad_grids[] = {
    // Keys.
    {"family: electra", "random_weights: {}", "grid.yaml:9: models.1.random_weights.draws: is missing; add it"},
    {"family: electra", "random_weights: [true]",
     "grid.yaml:9: models.1.random_weights: a list stands where true or false is needed"},
    {"  epochs: 4", "  epoch: 4", "grid.yaml:29: probe.epoch: unknown key; did you mean epochs?"},
    {"seed: 7", "zebra: 7",
     "grid.yaml:3: zebra: unknown key; known here: experiment, output, seed, seeds, models, "
     "corpora, tasks, extract, probe, analyses, resources, variants, include, exclude, pretrain"},
    {"control: false", "pruning: {}",
     "grid.yaml:38: analyses.pruning: unknown key; known here: ablation, minimal, control, own_ranking, first_layer, "
     "nuisances, labels, ranking, rankings, judges, gaussian, bootstrap, nulls, stability, top_words, single_layers, "
     "basis, mdl, redundancy, monosemanticity, knockoffs, best_set"},
    {"family: electra", "layers: 3",
     "grid.yaml:9: models.1.layers: unknown key; known here: name, path, activations, family, gelu, "
     "random_weights, group"},
    {"level: morphology", "ignored: [_]", "grid.yaml:24: tasks.0.ignored: unknown key; did you mean ignore?"},
    {"same: {}", "same: {epochs: 3}", "grid.yaml:42: variants.same.epochs: unknown key; known here: probe"},
    {"seeds: 2", "seed: 2", "grid.yaml:4: seed: written twice (first on line 3); remove one"},
    {"  batch: 64", "  epochs: 64", "grid.yaml:30: probe.epochs: written twice (first on line 29); remove one"},
    {"  ridge: norm", "  ridge: norm\n  l2: norm",
     "grid.yaml:33: probe.l2: is the former name of probe.ridge, which is set, too; leave it out"},
    {"seeds: 2", "[a, b]: 2", "grid.yaml:4: a key must be one word"},
    {"seeds: 2", "~: 2", "grid.yaml:4: a key must be one word"},
    {"experiment: trial\n", "", "grid.yaml:1: experiment: is missing; add it"},
    {"    path: models/tiny\n", "", "grid.yaml:7: models.1.path: is missing; add it"},
    {"    test: test.txt\n", "", "grid.yaml:11: corpora.0.test: is missing; add it"},
    {"{every: 10}", "{}", "grid.yaml:16: corpora.0.dev: an empty map; write {every: 10}"},
    // Types.
    {"seeds: 2", "seeds: two", "grid.yaml:4: seeds: \"two\" is not a whole number >= 1"},
    {"seeds: 2", "seeds: 2.5", "grid.yaml:4: seeds: \"2.5\" is not a whole number >= 1"},
    {"seeds: 2", "seeds: [2]", "grid.yaml:4: seeds: a list stands where a whole number >= 1 is needed"},
    {"seeds: 2", "seeds:", "grid.yaml:4: seeds: has no value; write a whole number >= 1"},
    {"seeds: 2", "seeds: {a: 2}", "grid.yaml:4: seeds: a map stands where a whole number >= 1 is needed"},
    {"control: false", "control: no", "grid.yaml:38: analyses.control: \"no\" is not true or false"},
    {"extract: {words: first, dtype: float32, max_words: 5000}", "extract: first",
     "grid.yaml:27: extract: a word stands where a map of keys is needed"},
    {"dev: dev.txt", "dev:", "grid.yaml:21: corpora.1.dev: has no value; write a file, a list of files or {every: 10}"},
    {"variants:\n  raw: {probe: {standardize: false}}\n  same: {}\ninclude:\n  - {model: bert}\n"
     "  - {task: pos, variant: raw}\nexclude:\n  - {model: bert, task: web-pos, variant: same}\n",
     "variants: [raw]\n", "grid.yaml:40: variants: a list stands where a map of names is needed"},
    // Ranges.
    {"seeds: 2", "seeds: 0", "grid.yaml:4: seeds: \"0\" is not a whole number >= 1"},
    {"seeds: 2", "seeds: 99999999999999999999",
     "grid.yaml:4: seeds: \"99999999999999999999\" is too large (at most 10000)"},
    {"seeds: 2", "seeds: -99999999999999999999",
     "grid.yaml:4: seeds: \"-99999999999999999999\" is not a whole number >= 1"},
    {"seed: 7", "seed: -7", "grid.yaml:3: seed: \"-7\" is not a whole number >= 0"},
    {"seed: 7", "seed: 18446744073709551616",
     "grid.yaml:3: seed: \"18446744073709551616\" is too large (at most 18446744073709551615)"},
    {"learning_rate: 0.01", "learning_rate: 0", "grid.yaml:31: probe.learning_rate: \"0\" is not a number > 0"},
    {"learning_rate: 0.01", "learning_rate: .inf", "grid.yaml:31: probe.learning_rate: \".inf\" is not a number > 0"},
    {"learning_rate: 0.01", "learning_rate: inf", "grid.yaml:31: probe.learning_rate: \"inf\" is not a number > 0"},
    {"[0, 1e-3]", "[0, -1e-3]", "grid.yaml:34: probe.lambda.l1.1: \"-1e-3\" is not a number >= 0"},
    {"l2: 1e-5", "l2: nan", "grid.yaml:34: probe.lambda.l2: \"nan\" is not a number >= 0"},
    {"keep: 0.1,", "keep: 1,", "grid.yaml:34: probe.lambda.keep: \"1\" is not a number > 0 and < 1"},
    {"[0.1, 0.5]", "[0.1, 0]", "grid.yaml:37: analyses.ablation.keep.1: \"0\" is not a number > 0 and < 1"},
    {"{every: 10}", "{every: 1}", "grid.yaml:16: corpora.0.dev.every: \"1\" is not a whole number >= 2"},
    {"chunk: 2}", "chunk: -2}",
     "grid.yaml:14: corpora.0.columns.chunk: \"-2\" is not the number of a field; fields count from 0"},
    {"chunk: 2}", "chunk: 1}", "grid.yaml:14: corpora.0.columns.chunk: field 1 holds the words; fields count from 0"},
    {"chunk: 2}", "chunk: ''}",
     "grid.yaml:14: corpora.0.columns.chunk: \"\" is not the number of a field; fields count from 0"},
    {"chunk: 2}", "chunk: 2, a/b: 3}",
     "grid.yaml:14: corpora.0.columns.a/b: \"a/b\" cannot be a column's name; use letters, digits, . _ - : [ ] and no "
     "dot first"},
    {"    columns: {pos: 3}\n", "", "grid.yaml:18: corpora.1.columns: is missing; add it"},
    {"512MiB", "512Mb", "grid.yaml:39: resources.memory: \"512Mb\" is not a size such as 4GiB, 512MiB or 2GB"},
    {"512MiB", "99999999999GiB",
     "grid.yaml:39: resources.memory: \"99999999999GiB\" is not a size such as 4GiB, 512MiB or 2GB"},
    {"512MiB", "100kB", "grid.yaml:39: resources.memory: \"100kB\" is too little (at least 1MiB)"},
    {"threads: 3", "hints: {cb_nodes: \"\"}", "grid.yaml:39: resources.hints.cb_nodes: a hint needs a value"},
    {"threads: 3", "threads: 0", "grid.yaml:39: resources.threads: \"0\" is not auto or a whole number >= 1"},
    // Words of a set.
    {"words: first", "words: furst",
     "grid.yaml:27: extract.words: \"furst\" is not one of last, first, mean; did you mean first?"},
    {"device: cpu", "device: gpu",
     "grid.yaml:39: resources.device: \"gpu\" is not one of auto, cpu, cuda; did you mean cpu?"},
    {"gelu: erf", "gelu: tan", "grid.yaml:6: models.0.gelu: \"tan\" is not one of tanh, erf; did you mean tanh?"},
    {"format: conll", "format: conlluu",
     "grid.yaml:12: corpora.0.format: \"conlluu\" is not one of conll, conllu, pipe, ccgbank, pmb, parallel, "
     "generated, conll2009, conll2012; did you mean conllu?"},
    // Files and folders.
    {"path: models/bert}", "path: models/brt}",
     "grid.yaml:6: models.0.path: no such folder: models/brt; did you mean bert?"},
    {"path: models/bert}", "path: train.txt}",
     "grid.yaml:6: models.0.path: not a folder, nor a .tar.gz archive: train.txt"},
    {"path: models/bert}", "path: models/broken}",
     "grid.yaml:6: models.0.path: not a model (no config.json, options.json or model.tar.gz in models/broken)"},
    {"test: test.txt", "test: tests.txt",
     "grid.yaml:17: corpora.0.test: no such file: tests.txt; did you mean test.txt?"},
    {"more.txt]", "models]", "grid.yaml:15: corpora.0.train.1: not a file: models"},
    {"output: results/trial", "output: train.txt", "grid.yaml:2: output: not a folder: train.txt"},
    {"output: results/trial", "output: ''", "grid.yaml:2: output: is empty where a folder is needed"},
    // Names and references.
    {"name: tiny", "name: bert", "grid.yaml:7: models.1.name: \"bert\" is used twice; give each its own name"},
    {"test: [test.txt]\ntasks:", "test: []\ntasks:", "grid.yaml:22: corpora.1.test: an empty list"},
    {"name: chunk,", "name: pos,", "grid.yaml:25: tasks.1.name: \"pos\" is used twice; give each its own name"},
    {"name: tiny", "name: a/b",
     "grid.yaml:7: models.1.name: \"a/b\" cannot be a file name; use letters, digits, . _ - and no dot first"},
    {"name: tiny", "name: ..",
     "grid.yaml:7: models.1.name: \"..\" cannot be a file name; use letters, digits, . _ - and no dot first"},
    {"name: tiny", "name: ''", "grid.yaml:7: models.1.name: a name cannot be empty"},
    {"name: tiny", "name: na\xc3\xafve",
     "grid.yaml:7: models.1.name: \"na\xc3\xafve\" cannot be a file name; use letters, digits, . _ - and no dot first"},
    {"corpus: news, column: chunk", "corpus: new, column: chunk",
     "grid.yaml:25: tasks.1.corpus: no corpus is called \"new\"; did you mean news?"},
    {"column: chunk", "column: nuisance:capitals",
     "grid.yaml:25: tasks.1.column: no column of news is called \"nuisance:capitals\"; did you mean nuisance:capital?"},
    {"column: chunk", "column: c/g",
     "grid.yaml:25: tasks.1.column: \"c/g\" cannot be a column's name; use letters, digits, . _ - : [ ] and no dot "
     "first"},
    {"level: morphology", "ignore: [O, [X]]", "grid.yaml:24: tasks.0.ignore.1: a list stands where a label is needed"},
    {"level: morphology", "ignore: []", "grid.yaml:24: tasks.0.ignore: an empty list"},
    {"column: chunk", "column: ccg",
     "grid.yaml:25: tasks.1.column: no column of news is called \"ccg\"; known: chunk, pos"},
    {"{model: bert}", "{model: brt}", "grid.yaml:44: include.0.model: no model is called \"brt\"; did you mean bert?"},
    {"{model: bert}", "{}", "grid.yaml:44: include.0: names no model, task or variant; name one, or remove it"},
    {"task: web-pos,", "task: sem,",
     "grid.yaml:47: exclude.0.task: no task is called \"sem\"; known: pos, chunk, web-pos"},
    {"{model: bert, task: web-pos, variant: same}", "{model: tiny, variant: same}",
     "grid.yaml:47: exclude.0: matches no cell that include leaves; remove it"},
    {"exclude:\n  - {model: bert, task: web-pos, variant: same}", "exclude: [{model: bert}, {model: tiny}]",
     "grid.yaml:46: exclude: leaves no cell to compute; exclude less"},
    // Nothing where something must be.
    {"[0, 1e-3]", "[]", "grid.yaml:34: probe.lambda.l1: an empty list"},
    {"{pos: 3}", "{}", "grid.yaml:19: corpora.1.columns: an empty map"},
    // Variables.
    {"path: models/tiny", "path: ${NEURANK_TEST_UNSET}/tiny",
     "grid.yaml:8: models.1.path: the environment has no variable NEURANK_TEST_UNSET; set it, or write "
     "${NEURANK_TEST_UNSET:-default}"},
    {"path: models/tiny", "path: ${A-B}",
     "grid.yaml:8: models.1.path: \"${A-B}\" is not a variable; write ${NAME} or ${NAME:-default}"},
    {"path: models/tiny", "path: a${A",
     "grid.yaml:8: models.1.path: a \"${\" without \"}\"; close it, or write $${ for a plain ${"},
    {"path: models/bert}", "path: ${A}/bert}",
     "grid.yaml:6: not YAML (end of map flow not found); inside {...} and [...], values with ${...} need quotes"},
    // What YAML allows and a grid does not.
    {"seeds: 2", "seeds: *s", "grid.yaml:4: not YAML (the referenced anchor is not defined)"},
    {"level: morphology", "level: \"a\\nb\"", "grid.yaml:24: tasks.0.level: holds a control character or a line break"},
    {"seeds: 2", "seeds: 2\n---\nseeds: 3",
     "grid.yaml:5: the grid has ended before this (a second document or a stray sign); remove it"},
    {"seeds: 2", "!2", "grid.yaml:4: not YAML (end of map not found)"},
};

TEST(BadGrid, each_problem_is_named_with_place_reason_and_remedy) {
  const test::GridFolder folder;
  ::unsetenv("NEURANK_TEST_UNSET");
  ASSERT_EQ(folder.problems(good_grid), Lines{});
  for (const BadGrid& bad : bad_grids) {
    const Lines problems = folder.problems(replaced(good_grid, bad.part, bad.by));
    EXPECT_EQ(problems, Lines{bad.problem}) << bad.by;
  }
}

TEST(BadGrid, all_problems_come_at_once_in_the_order_of_the_lines) {
  const test::GridFolder folder;
  EXPECT_EQ(
      folder.problems("experiment: a b\noutput: out\n"
                      "models:\n"
                      "  - {name: bert, path: models/bart}\n"
                      "  - bert\n"
                      "corpora:\n"
                      "  - name: news\n"
                      "    columns: {pos: x}\n"
                      "    train: [train.txt, nothing.txt]\n"
                      "    dev: []\n"
                      "    tes: test.txt\n"
                      "tasks:\n"
                      "  - {name: pos, corpus: nws, column: pos}\n"
                      "  - {name: pos, corpus: news, column: po}\n"
                      "probe:\n"
                      "  epochs: 0\n"
                      "  lambda: [1, 2]\n"),
      (Lines{"grid.yaml:1: experiment: \"a b\" cannot be a file name; use letters, digits, . _ - and no dot first",
             "grid.yaml:4: models.0.path: no such folder: models/bart; did you mean bert?",
             "grid.yaml:5: models.1: a word stands where a map of keys is needed",
             "grid.yaml:7: corpora.0.test: is missing; add it",
             "grid.yaml:8: corpora.0.columns.pos: \"x\" is not the number of a field; fields count from 0",
             "grid.yaml:9: corpora.0.train.1: no such file: nothing.txt", "grid.yaml:10: corpora.0.dev: an empty list",
             "grid.yaml:11: corpora.0.tes: unknown key; did you mean test?",
             "grid.yaml:13: tasks.0.corpus: no corpus is called \"nws\"; did you mean news?",
             "grid.yaml:14: tasks.1.name: \"pos\" is used twice; give each its own name",
             "grid.yaml:14: tasks.1.column: no column of news is called \"po\"; did you mean pos?",
             "grid.yaml:16: probe.epochs: \"0\" is not a whole number >= 1",
             "grid.yaml:17: probe.lambda: a list stands where a map of keys is needed"}));
}

/// A grid with a corpus of another format; %s stands for the corpus's and the task's further keys.
Lines problems_of_corpus(const test::GridFolder& folder, const std::string& corpus, const std::string& column) {
  return folder.problems(
      "experiment: e\noutput: out\nmodels: [{name: bert, path: models/bert}]\ncorpora:\n  - {name: web, " + corpus +
      ", dev: {every: 2}, test: test.txt}\ntasks:\n  - {name: t, corpus: web, column: \"" + column + "\"}\n");
}

TEST(BadGrid, sources_must_be_of_the_corpus_format) {
  const test::GridFolder folder;
  const std::string train = ", train: train.txt";
  EXPECT_EQ(
      problems_of_corpus(folder, "format: conllu, columns: {a: uposs, b: 3, c: upos}" + train, "c"),
      (Lines{"grid.yaml:5: corpora.0.columns.a: \"uposs\" is not one of upos, xpos, lemma, deprel, feats:NAME; did "
             "you mean upos?",
             "grid.yaml:5: corpora.0.columns.b: \"3\" is not one of upos, xpos, lemma, deprel, feats:NAME"}));
  EXPECT_EQ(problems_of_corpus(folder, "format: ccgbank, word: 1" + train, "category"),
            Lines{"grid.yaml:5: corpora.0.word: ccgbank knows where its words are; leave it out"});
  EXPECT_EQ(
      problems_of_corpus(folder, "format: pmb, columns: {a: sema}" + train, "a"),
      Lines{"grid.yaml:5: corpora.0.columns.a: \"sema\" is not the number of a field or one of tok, sym, sem, cat, "
            "sns, rol; did you mean sem?"});
}

Lines problems_of_splits(const test::GridFolder& folder, const std::string& corpus) {
  return folder.problems(
      "experiment: e\noutput: out\nmodels: [{name: bert, path: models/bert}]\ncorpora:\n  - {name: made, " + corpus +
      "}\ntasks:\n  - {name: t, corpus: made, column: \"1\"}\n");
}

TEST(BadGrid, generated_text_has_numbers_of_sentences_and_no_files) {
  const test::GridFolder folder;
  const std::string generated = "format: generated, columns: {\"1\": pos}";
  const std::string good = ", train: {sentences: 9}, dev: {sentences: 3}, test: {sentences: 3}";
  EXPECT_EQ(problems_of_splits(folder, generated + good + ", seed: 5"), Lines{});
  EXPECT_EQ(problems_of_splits(folder, generated + ", train: {sentences: 9}, dev: {every: 3}, test: {sentences: 3}"),
            Lines{});
  EXPECT_EQ(problems_of_splits(folder, generated + ", train: {sentences: 0}, dev: {every: 2, sentences: 3}, test: "
                                                   "{sentences: many}"),
            (Lines{"grid.yaml:5: corpora.0.train.sentences: \"0\" is not a whole number >= 1",
                   "grid.yaml:5: corpora.0.test.sentences: \"many\" is not a whole number >= 1",
                   "grid.yaml:5: corpora.0.dev: has both every and sentences; choose one"}));
  EXPECT_EQ(problems_of_splits(folder, generated + ", train: train.txt, dev: {}, test: {}"),
            (Lines{"grid.yaml:5: corpora.0.train: generated text has no files; write {sentences: 1000}",
                   "grid.yaml:5: corpora.0.dev: an empty map; write {every: 10}",
                   "grid.yaml:5: corpora.0.test: an empty map; write {sentences: 1000}"}));
  EXPECT_EQ(problems_of_splits(folder, "columns: {\"1\": 1}" + good + ", seed: 5"),
            (Lines{"grid.yaml:5: corpora.0.train.sentences: is only for the format generated; name a file",
                   "grid.yaml:5: corpora.0.dev.sentences: is only for the format generated; name a file",
                   "grid.yaml:5: corpora.0.test.sentences: is only for the format generated; name a file",
                   "grid.yaml:5: corpora.0.seed: is only for the format generated; leave it out"}));
  EXPECT_EQ(
      problems_of_splits(folder, "format: generated, columns: {\"1\": poss}" + good),
      Lines{"grid.yaml:5: corpora.0.columns.1: \"poss\" is not one of pos, chunk, ccg, sem, number, tense, aspect; "
            "did you mean pos?"});
}

TEST(BadGrid, a_task_names_a_column_or_a_field_of_the_format) {
  const test::GridFolder folder;
  EXPECT_EQ(problems_of_corpus(folder, "format: conllu, columns: {mine: xpos}, train: train.txt", "form"),
            Lines{"grid.yaml:7: tasks.0.column: no column of web is called \"form\"; known: mine, upos, xpos, lemma, "
                  "deprel, feats:NAME"});
  EXPECT_EQ(problems_of_corpus(folder, "format: ccgbank, train: train.txt", "categry"),
            Lines{"grid.yaml:7: tasks.0.column: no column of web is called \"categry\"; did you mean category?"});
  EXPECT_EQ(
      problems_of_corpus(folder, "format: conlluu, train: train.txt", "upos"),
      Lines{"grid.yaml:5: corpora.0.format: \"conlluu\" is not one of conll, conllu, pipe, ccgbank, pmb, parallel, "
            "generated, conll2009, conll2012; did you mean conllu?"})
      << "nothing is said about fields of a format that is not known";
  EXPECT_EQ(problems_of_corpus(folder, "format: parallel, train: train.txt", "label"),
            Lines{"grid.yaml:5: corpora.0.columns: is missing; add it"});
}

TEST(BadGrid, label_files_that_are_missing_are_told_with_the_rest) {
  const test::GridFolder folder;
  write_file(folder / "test.gold", "B\n");
  write_file(folder / "train.golf", "B\n");
  EXPECT_EQ(problems_of_corpus(folder,
                               "format: parallel, columns: {a: gold, b: txt, c: /x}, train: [train.txt, no.txt]", "d"),
            (Lines{"grid.yaml:5: corpora.0.train.1: no such file: no.txt",
                   "grid.yaml:5: corpora.0.columns.a: no such file: train.gold; did you mean train.golf?",
                   "grid.yaml:5: corpora.0.columns.b: \"txt\" is the extension of the text itself, train.txt",
                   "grid.yaml:5: corpora.0.columns.b: \"txt\" is the extension of the text itself, test.txt",
                   "grid.yaml:5: corpora.0.columns.c: \"/x\" is not the extension of a label file; write label if "
                   "the labels of train.word are in train.label",
                   "grid.yaml:7: tasks.0.column: no column of web is called \"d\"; did you mean a?"}));
}

TEST(BadGrid, an_empty_grid_lacks_every_required_key) {
  const test::GridFolder folder;
  const Lines expected = {"grid.yaml:1: experiment: is missing; add it", "grid.yaml:1: output: is missing; add it",
                          "grid.yaml:1: models: is missing; add it", "grid.yaml:1: corpora: is missing; add it",
                          "grid.yaml:1: tasks: is missing; add it"};
  EXPECT_EQ(folder.problems(""), expected);
  EXPECT_EQ(folder.problems("# nothing\n"), expected);
}

TEST(BadGrid, what_is_no_map_is_no_grid) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.problems("- a\n"), Lines{"grid.yaml:1: a list stands where a map of keys is needed"});
  EXPECT_EQ(folder.problems("word\n"), Lines{"grid.yaml:1: a word stands where a map of keys is needed"});
}

TEST(BadGrid, syntax_errors_and_bad_bytes_have_a_line) {
  const test::GridFolder folder;
  EXPECT_EQ(folder.problems("a: 1\nb: c: d\n"), Lines{"grid.yaml:2: not YAML (illegal map value)"});
  EXPECT_EQ(folder.problems("a: 1\nb: \xff\n"), Lines{"grid.yaml:2: invalid UTF-8; write it as UTF-8 text"});
  EXPECT_EQ(folder.problems(", a: 1\n"),
            Lines{"grid.yaml:1: the grid has ended before this (a second document or a stray sign); remove it"});
  EXPECT_EQ(folder.problems("a: 1\n\n\x04"), Lines{"grid.yaml:3: a control character; write it as UTF-8 text"});
}

TEST(BadGrid, aliases_and_further_documents_are_refused) {
  const test::GridFolder folder;
  const Lines alias = folder.problems(replaced(good_grid, "seeds: 2", "seeds: &s 2\nprob: *s"));
  ASSERT_EQ(alias.size(), 2u);
  EXPECT_EQ(alias[0], "grid.yaml:5: prob: aliases (*name) are not supported; write the value out");
  const Lines documents = folder.problems(good_grid + "---\nseeds: 3\n");
  EXPECT_EQ(documents,
            Lines{"grid.yaml:48: the grid has ended before this (a second document or a stray sign); remove it"});
}

TEST(BadGrid, a_search_of_too_many_pairs_is_refused) {
  const test::GridFolder folder;
  std::string numbers = "[0";
  for (int i = 1; i < 101; ++i) numbers += ", " + std::to_string(i);
  const std::string grid =
      replaced(replaced(good_grid, "[0, 1e-3]", numbers + "]"), "l2: 1e-5", "l2: " + numbers + "]");
  EXPECT_EQ(folder.problems(grid),
            Lines{"grid.yaml:34: probe.lambda: 10201 pairs of l1 and l2 are too many (at most 10000)"});
}

TEST(BadGrid, missing_file_and_folder) {
  const test::GridFolder folder;
  for (const auto& [name, reason] : {std::pair{"none.yaml", ": no such file"}, std::pair{"models", ": not a file"}}) {
    const std::string message = test::refusal([&] { read_experiment(folder / name); }, Cause::usage);
    EXPECT_TRUE(message.starts_with((folder / name).string() + reason)) << name << ": " << message;
  }
}

}  // namespace
}  // namespace neurank::grid
