#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "probing/probing.hpp"
#include "store/activation_file.hpp"
#include "support/probe_support.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::test {

/// What activations of one model on one corpus are made of.
struct Planted {
  std::string model = "planted";
  Index layers = 4, width = 10;
  Index training = 3000, held_out = 1000;  ///< words of train; of dev and of test
  Index labels = 3;
  /// Mean activation of a neuron for words of a label; noise of standard deviation 1 is added.
  std::function<float(Index neuron, std::int32_t label)> signal = [](Index, std::int32_t) { return 0.0f; };
  /// The neuron that a neuron repeats, but for noise of deviation 0.2; itself: none.
  std::function<Index(Index neuron)> copy_of = [](Index neuron) { return neuron; };
  std::uint64_t seed = 1;
};

/// A run's folder that holds activations with known informative neurons, and the experiment that probes them.
class PlantedRun {
 public:
  PlantedRun() : folder_(scratch_ / "run") {
    experiment_.name = "planted";
    experiment_.output = folder_.root();
    experiment_.corpora = {{.name = "words"}};
    experiment_.tasks = {{.name = "task", .corpus = "words", .column = "label", .level = "", .ignore = {}}};
    experiment_.variants = {{"default", {}}};
    experiment_.analyses.nulls = {.draws = 20, .random_sets = 0, .shadows = false};
    experiment_.analyses.stability.pairs = 0;
    settings().batch = 64;
    settings().learning_rate = 0.005;
    settings().search.l1 = {0.003};
    settings().search.l2 = {0};
  }

  /// Adds a model whose activations are these.
  void add(const Planted& planted) {
    experiment_.models.emplace_back().name = planted.model;
    planted_.push_back(planted);
    const Index words = planted.training + 2 * planted.held_out, neurons = planted.layers * planted.width;
    Random random(planted.seed);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(words));
    for (auto& label : labels)
      label = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(planted.labels)));
    Matrix x = normal_matrix(words, neurons, random);
    for (Index word = 0; word < words; ++word)
      for (Index neuron = 0; neuron < neurons; ++neuron)
        x(word, neuron) += planted.signal(neuron, labels[static_cast<std::size_t>(word)]);
    for (Index neuron = 0; neuron < neurons; ++neuron)
      if (const Index original = planted.copy_of(neuron); original != neuron)
        x.col(neuron) = x.col(original) + 0.2f * x.col(neuron);
    write(planted, x, std::move(labels));
  }

  grid::Experiment& experiment() { return experiment_; }
  probe::ProbeSettings& settings() { return experiment_.variants[0].probe; }
  probing::ProbingContext context() const { return {folder_, experiment_}; }
  static grid::Cell cell(std::size_t model = 0) { return {model, 0, 0}; }

  /// All stages of the cell of a model but the search of penalties; the tables of the cell.
  std::map<std::string, Table> run(std::size_t model) const {
    for (Index number = 1; number <= experiment_.repetitions; ++number) {
      train({cell(model), number});
      find_minimal_sets({cell(model), number}, scope_of(planted_[model]));
    }
    if (experiment_.analyses.compares_rankings()) compare_rankings(model);
    probing::reduce_cell(context(), {cell(model), cell(model)}, {});
    return probing::read_unit(context(), cell(model), schedule::Stage::reduce, "").tables;
  }

  /// All units that rank by other methods, and those that judge them. @pre heads are trained
  void compare_rankings(std::size_t model) const {
    for (const auto& work : probing::ranked_by_words(experiment_, {cell(model)})) {
      probing::take_moments(context(), work, {});
      probing::rank_by_words(context(), {cell(model), work.cell}, {});
    }
    for (Index number = 1; number <= experiment_.repetitions; ++number)
      probing::rank_by_heads(context(), {{cell(model), number}}, {});
    probing::judge_rankings(context(), {{cell(model), probing::chance_repetition}, cell(model)}, {});
  }

  /// Trains the heads of a repetition, and masks neurons of the first.
  void train(const probing::RepetitionId& id) const {
    probing::train_repetition(context(), {id}, {});
    probing::mask_neurons(context(), {id}, {});
  }

  /// All units of a repetition's minimal sets, in order. @param scope as planning would have it, or one that cuts finer
  void find_minimal_sets(const probing::RepetitionId& id, const probing::MinimalScope& scope) const {
    for (const auto& part : probing::cut_search_of_top(scope))
      probing::search_top_sets(context(), {id, scope, part}, {});
    for (const auto& rivals : probing::cut_rivals(scope)) probing::train_rivals(context(), {id, scope, rivals}, {});
    if (id.repetition == probing::chance_repetition) hold_against_chance(id, scope);
    probing::find_minimal_sets(context(), {id, scope}, {});
  }

  void hold_against_chance(const probing::RepetitionId& id, const probing::MinimalScope& scope) const {
    const auto& analyses = experiment_.analyses;
    for (const auto& work : probing::cut_random_sets(id, scope, analyses.nulls.random_sets))
      probing::train_random_sets(context(), work, {});
    if (analyses.nuisances) probing::explain_neurons(context(), {id}, {});
    for (const auto study : all_of<analysis::Study>())
      if (analyses.has(study)) probing::study_cell(context(), {id, scope, study}, {});
    if (analyses.nulls.shadows) probing::train_shadows(context(), {id, 1}, {});
    for (Index pair = 1; pair <= analyses.stability.pairs; ++pair) probing::train_halves(context(), {id, pair}, {});
  }

  probing::MinimalScope scope_of(const Planted& planted) const {
    const auto& analyses = experiment_.analyses;
    return {.neurons = planted.layers * planted.width,
            .deltas = analyses.minimal.delta,
            .draws = analyses.minimal.draws,
            .control = analyses.control,
            .head_flops = 1e6,
            .unit_operations = experiment_.variants[0].probe.unit_operations,
            .keep = analyses.ablation.keep,
            .own_ranking = analyses.own_ranking,
            .first_layer = analyses.first_layer ? planted.width : 0};
  }

 private:
  void write(const Planted& planted, const Matrix& x, std::vector<std::int32_t> labels) const {
    store::ActivationHeader header;
    header.model = planted.model;
    header.family = "planted";
    header.layers = planted.layers;
    header.width = planted.width;
    header.layer_names.assign(static_cast<std::size_t>(planted.layers), "l");
    header.word_rule = "last";
    header.dtype = store::DType::float32;
    const Index begin = planted.training, end = begin + planted.held_out, words = x.rows();
    store::ActivationContent content{{}, {0}, {{{0, begin}, {begin, end}, {end, words}}}, {}, {}};
    // Sentences of ten words, which end where splits do.
    for (Index word = 1; word <= words; ++word)
      if (word % 10 == 0 || word == begin || word == end || word == words) content.sentence_offsets.push_back(word);
    // Types recur about ten times, some in held-out words alone, so that a control task has something to learn.
    for (Index word = 0; word < words; ++word)
      content.words.push_back("w" + std::to_string(word * 7919 % (words / 10)) + (word % 10 == 0 ? "-" : ""));
    corpus::EncodedLabels column{.names = {}, .num_training = planted.labels, .ids = std::move(labels)};
    for (Index label = 0; label < planted.labels; ++label) column.names.push_back("L" + std::to_string(label));
    content.labels = {{"label", column}};
    const auto path = folder_.activations(planted.model, "words");
    make_folder(path.parent_path());
    const std::vector<Range> shards = {{0, words}};
    store::create_activation_file(path, header, content, shards);
    write_rows(path, planted, x);
    store::complete_activation_file(path);
  }

  static void write_rows(const std::filesystem::path& path, const Planted& planted, const Matrix& x) {
    store::ActivationRows rows({0, x.rows()}, planted.layers, planted.width, store::DType::float32);
    const std::vector<Index> all = all_rows(x.rows());
    for (Index layer = 0; layer < planted.layers; ++layer) {
      const Matrix states = x.middleCols(layer * planted.width, planted.width);
      rows.put(all, layer, {states.data(), states.rows(), states.cols()});
    }
    store::ActivationWriter writer(path, {});
    writer.write_shard(0, rows, std::vector<std::uint8_t>(static_cast<std::size_t>(x.rows()), 1));
  }

  ScratchFolder scratch_;
  schedule::RunFolder folder_;
  grid::Experiment experiment_;
  std::vector<Planted> planted_;
};

}  // namespace neurank::test
