#include <gtest/gtest.h>

#include <optional>
#include <tuple>

#include "base/random.hpp"
#include "corpus/formats.hpp"
#include "grid/grid_folder.hpp"

namespace neurank::grid {
namespace {

using Paths = std::vector<std::filesystem::path>;

// Everything that an experiment holds, in a form that compares.
auto values(const probe::ProbeSettings& p) {
  return std::tuple(p.solver, p.gap, p.max_passes, p.resample, p.epochs, p.batch, p.learning_rate, p.step, p.order,
                    p.ridge, p.standardize, p.columns_per_pass, p.unit_operations, p.search.l1, p.search.l2,
                    p.search.keep, p.search.alpha, p.search.beta, p.search.method, p.search.unregularized.l2);
}
auto values(const model::ModelSettings& m) {
  return std::tuple(m.name, m.path, m.family, m.gelu, m.random_weights, m.draw, m.draws, m.group);
}
auto values(const corpus::CorpusSettings& c) {
  return std::tuple(c.name, c.format, c.word_column, c.columns, c.train, c.dev, c.dev_every, c.test, c.sentences,
                    c.seed, c.max_words);
}
auto values(const Task& t) {
  return std::tuple(t.name, t.corpus, t.column, t.level, t.ignore, t.published, t.keep_labels, t.per_label, t.words,
                    t.type_split);
}
auto values(const Variant& v) { return std::tuple(v.name, values(v.probe)); }
auto values(const CellFilter& f) { return std::tuple(f.model, f.task, f.variant); }

auto values(const model::LayerRange& layers) { return std::tuple(layers.first, layers.last); }

template <class T>
auto values(const std::vector<T>& list) {
  std::vector<decltype(values(list.front()))> all;
  for (const T& item : list) all.push_back(values(item));
  return all;
}

auto values(const Experiment& e) {
  return std::tuple(
      std::tuple(e.name, e.output, e.seed, e.repetitions, values(e.models), values(e.corpora), values(e.tasks)),
      std::tuple(e.extract.words, e.extract.dtype, e.extract.max_words, e.extract.reuse, e.extract.selection.site,
                 values(e.extract.selection.layers), e.analyses.ablation.keep, e.analyses.ablation.draws,
                 e.analyses.minimal.delta, e.analyses.minimal.draws, e.analyses.labels.min_count, e.analyses.control,
                 e.analyses.own_ranking, e.analyses.first_layer, e.analyses.single_layers, e.analyses.nuisances,
                 std::tuple(e.analyses.basis, e.analyses.mdl, e.analyses.redundancy, e.analyses.monosemanticity,
                            e.analyses.knockoffs.fdr, e.analyses.knockoffs.draws, e.analyses.best_set.max,
                            e.analyses.best_set.passes),
                 e.analyses.ranking.min_count, e.analyses.minimal.reference, e.analyses.bootstrap.draws,
                 e.analyses.nulls.draws, e.analyses.nulls.random_sets, e.analyses.nulls.shadows,
                 e.analyses.stability.pairs, e.analyses.top_words.neurons, e.analyses.top_words.min_count,
                 e.analyses.rankings, e.analyses.judges, e.analyses.gaussian.k, e.analyses.gaussian.candidates),
      std::tuple(e.resources.memory_bytes, e.resources.threads, e.resources.device, e.resources.products,
                 e.resources.hints, e.resources.scratch),
      std::tuple(values(e.variants), values(e.include), values(e.exclude)));
}

/// Draws experiments with any values that a grid can hold, on the files of a folder.
class Draw {
 public:
  Draw(std::uint64_t seed, const test::GridFolder& folder) : random_(seed), folder_(folder) {}

  Experiment experiment() {
    Experiment e;
    e.name = pick({"trial", "null", "true", "1e5", "a.b_c-d", "-"});
    e.output = folder_ / pick({"out", "a b: c", "${HOME}", "$${x}", "na\xc3\xafve \"quoted\"", "# no", "[x]"});
    e.seed = random_.below(2) ? random_.below(100) : ~std::uint64_t{0} - random_.below(5);
    e.repetitions = count(1, 5);
    e.models = {{"bert", folder_ / "models/bert", ""}, {"7", folder_ / "models/tiny", pick({"", "electra", "no: 1"})}};
    if (random_.below(2)) e.models[1].gelu = choose<model::Gelu>(2);
    e.models[0].random_weights = random_.below(2) == 1;
    if (e.models[0].random_weights) e.models[0].draw = count(1, 3);
    e.models[0].group = pick({"", "family"});
    e.extract = {choose<model::WordRule>(3), choose<store::DType>(2), count(0, 3) * 1000, selection()};
    if (random_.below(2)) e.extract.reuse = "/other/run";
    for (const char* name : {"news", "web"}) e.corpora.push_back(corpus(name, e.extract.max_words));
    e.tasks = {
        {"pos", "news", "pos", pick({"", "morphology", "form & \"use\""}), labels(), choose<report::PublishedTask>(4)},
        {"null", "web", "pos", "~", labels(), {}, count(0, 40), count(0, 900), count(0, 9000), random_.below(2) == 1}};
    e.analyses = {{reals(), count(1, 9), choose<analysis::MaskedWith>(2)},
                  {reals(), count(1, 9), choose<analysis::Reference>(2)},
                  {count(1, 99)},
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  random_.below(2) == 1,
                  {count(-1, 9)},
                  rankings(),
                  {choose<analysis::Judge>(2)},
                  {count(1, 100), count(100, 900)},
                  {count(0, 5000)},
                  {count(0, 300), count(0, 120), random_.below(2) == 1},
                  {count(0, 30)},
                  {count(0, 200), count(1, 9)},
                  {random_.uniform() / 2 + 0.25, count(0, 30)},
                  {count(0, 300), count(1, 30)}};
    e.resources = {(std::uint64_t{1} << 20) + random_.below(2) * random_.below(std::uint64_t{1} << 60), count(0, 4),
                   choose<model::Device>(3), choose<ProductLibrary>(3)};
    if (random_.below(2))
      e.resources.hints = {{"striping_factor", "8"}, {"cb_config_list", pick({"*:1", "a, b: {c}"})}};
    if (random_.below(2)) e.resources.scratch = "/local/scratch";
    e.variants = {{pick({"default", "raw"}), probe()}};
    if (random_.below(2)) e.variants.push_back({"zscored", probe()});
    if (random_.below(2)) e.include = {{"bert", "", ""}, {"", "pos", ""}};
    if (random_.below(2)) e.exclude = {{"7", "pos", e.variants.back().name}};
    return e;
  }

 private:
  using Texts = std::vector<std::string>;
  std::string pick(const Texts& from) { return from[random_.below(from.size())]; }
  std::vector<ranking::Method> rankings() {
    std::vector<ranking::Method> methods = {ranking::Method::weight_mass};
    for (const ranking::Method method : all_of<ranking::Method>())
      if (method != ranking::Method::weight_mass && random_.below(2)) methods.push_back(method);
    return methods;
  }
  Index count(Index least, Index most) { return least + static_cast<Index>(random_.below(most - least + 1)); }
  template <class Enum>
  Enum choose(std::uint64_t size) {
    return static_cast<Enum>(random_.below(size));
  }
  double real() { return (random_.uniform() + 1e-9) * (random_.below(2) ? 1 : 1e-8); }
  std::vector<double> reals() {
    std::vector<double> drawn(static_cast<std::size_t>(count(1, 4)));
    for (double& x : drawn) x = real();
    return drawn;
  }
  Texts labels() {
    Texts drawn;
    while (random_.below(2))
      drawn.push_back(pick({"_", "~", "null", "[]", "#", "- a", "${X}", "O", "1", "B-NP", "\""}));
    return drawn;
  }
  probe::ProbeSettings probe() {
    probe::ProbeSettings p;
    p.resample = choose<probe::Resample>(2);
    p.standardize = random_.below(2) == 1;
    p.columns_per_pass = count(1, 99);
    p.unit_operations = 1e9 * real();
    p.search = {reals(), reals(), real(), 3 * real(), 0};
    return random_.below(2) == 1 ? exact(p) : adam(p);
  }
  probe::ProbeSettings adam(probe::ProbeSettings p) {
    p.epochs = count(1, 50), p.batch = count(1, 999);
    p.learning_rate = real();
    p.step = choose<probe::StepRule>(2);
    p.order = choose<probe::RowOrder>(2);
    p.ridge = choose<probe::RidgeForm>(2);
    p.search.method = choose<probe::SearchMethod>(2);
    return p;
  }
  probe::ProbeSettings exact(probe::ProbeSettings p) {
    p.solver = probe::Solver::exact;
    p.gap = real(), p.max_passes = 1e4 * real();
    for (double& l2 : p.search.l2) l2 += probe::least_exact_l2;
    p.search.unregularized = {0, probe::least_exact_l2};
    return p;
  }
  model::LayerSelection selection() {
    model::LayerSelection selection{choose<model::Site>(2), {}};
    for (Index i = count(0, 2); i > 0; --i) selection.layers.push_back({count(0, 5) - 5, count(0, 9)});
    return selection;
  }
  corpus::CorpusSettings corpus(const char* name, Index max_words) {
    corpus::CorpusSettings c;
    c.name = name;
    c.format = choose<corpus::Format>(all_of<corpus::Format>().size());
    const corpus::FormatRules& rules = corpus::rules_of(c.format);
    const std::string field = rules.numbers ? "1" : rules.label_files ? "label" : pick(rules.names);
    c.columns = {{"pos", field}, {"feats:X[y]", c.format == corpus::Format::conllu ? "feats:X[y]" : field}};
    c.train = random_.below(2) ? Paths{folder_ / "train.txt"} : Paths{folder_ / "train.txt", folder_ / "more.txt"};
    if (random_.below(2)) c.dev_every = count(2, 20);
    if (c.dev_every == 0) c.dev = {folder_ / "dev.txt"};
    c.test = {folder_ / "test.txt"};
    c.max_words = max_words;
    if (c.format == corpus::Format::generated) generate(c);
    return c;
  }

  void generate(corpus::CorpusSettings& c) {
    c.train = c.dev = c.test = {};
    c.sentences = {count(1, 999), c.dev_every > 0 ? 0 : count(1, 99), count(1, 99)};
    c.seed = random_.below(2) ? 0 : ~std::uint64_t{0} - random_.below(5);
  }

  Random random_;
  const test::GridFolder& folder_;
};

TEST(RoundTrip, the_resolved_grid_reads_back_as_the_same_experiment) {
  const test::GridFolder folder;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Experiment drawn = Draw(seed, folder).experiment();
    const std::string yaml = to_yaml(drawn);
    ASSERT_EQ(folder.problems(yaml), std::vector<std::string>{}) << yaml;
    EXPECT_EQ(values(folder.read(yaml)), values(drawn)) << yaml;
    EXPECT_EQ(values(recorded_experiment(yaml)), values(drawn)) << yaml;
  }
}

TEST(RoundTrip, the_resolved_grid_does_not_depend_on_its_folder_or_the_environment) {
  const test::GridFolder folder;
  const test::ScratchFolder elsewhere;
  const Experiment e = folder.read(test::good_grid);
  write_file(elsewhere / "run.yaml", to_yaml(e));
  EXPECT_EQ(values(read_experiment(elsewhere / "run.yaml")), values(e));
}

TEST(RoundTrip, a_recorded_grid_is_read_where_its_inputs_are_not_there) {
  std::optional<Experiment> e;
  std::string yaml;
  {
    const test::GridFolder folder;
    e = folder.read(test::good_grid);
    yaml = to_yaml(*e);
  }
  EXPECT_EQ(values(recorded_experiment(yaml)), values(*e));
  EXPECT_THROW(recorded_experiment("a: [b"), Error);
}

TEST(RoundTrip, the_resolved_grid_is_the_expected_text) {
  const test::GridFolder folder;
  const Experiment e = folder.read(
      "experiment: small\noutput: out\nmodels: [{name: bert, path: models/bert}]\n"
      "corpora: [{name: news, columns: {pos: 1}, train: train.txt, dev: {every: 2}, test: test.txt}]\n"
      "tasks: [{name: pos, corpus: news, column: pos}]\n");
  std::string yaml = to_yaml(e);
  const std::string prefix = folder.path().string();
  for (std::size_t at = yaml.find(prefix); at != std::string::npos; at = yaml.find(prefix))
    yaml.replace(at, prefix.size(), "/f");
  EXPECT_EQ(yaml, R"(experiment: small
output: /f/out
seed: 1
seeds: 3
models:
  - name: bert
    path: /f/models/bert
    random_weights: false
corpora:
  - name: news
    format: conll
    word: 0
    columns:
      pos: 1
    train: /f/train.txt
    dev:
      every: 2
    test: /f/test.txt
tasks:
  - name: pos
    corpus: news
    column: pos
    keep_labels: 0
    per_label: 0
    words: 0
    type_split: false
extract:
  words: last
  dtype: float16
  site: residual
  max_words: 0
probe:
  solver: adam
  resample: none
  epochs: 10
  batch: 512
  learning_rate: 0.001
  step: decay
  order: shuffled
  ridge: squared
  standardize: false
  lambda:
    l1: [0, 0.1, 0.01, 0.001, 1e-04, 1e-05, 1e-06, 1e-07]
    l2: [0, 0.1, 0.01, 0.001, 1e-04, 1e-05, 1e-06, 1e-07]
    keep: 0.2
    alpha: 0.5
    beta: 0.5
    method: chain
  bank_columns: 4096
  unit_operations: 3e+13
analyses:
  ablation:
    keep: [0.1, 0.15, 0.2]
    draws: 5
    masked: mean
  minimal:
    delta: [0.5, 1, 2]
    draws: 5
    reference: best
  control: true
  own_ranking: true
  first_layer: true
  nuisances: true
  labels:
    min_count: 100
  rankings: weight_mass
  judges: linear
  gaussian:
    k: 50
    candidates: 500
  bootstrap:
    draws: 2000
  nulls:
    draws: 200
    random_sets: 99
    shadows: true
  stability:
    pairs: 25
  top_words:
    neurons: 100
    min_count: 5
  single_layers: false
  basis: false
  mdl: false
  redundancy: false
  monosemanticity: false
  knockoffs:
    fdr: 0.1
    draws: 0
  best_set:
    max: 0
    passes: 20
resources:
  memory: 4GiB
  threads: auto
  device: auto
  products: auto
)");
}

}  // namespace
}  // namespace neurank::grid
