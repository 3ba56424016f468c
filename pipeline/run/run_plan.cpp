#include "run/run_plan.hpp"

#include <algorithm>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/memory.hpp"
#include "store/activation_file.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;
using schedule::Stage;

std::size_t corpus_index(const Experiment& experiment, const Cell& cell) {
  return to_size(&corpus_of(experiment, experiment.tasks[cell.task]) - experiment.corpora.data());
}

std::string data_name(const Experiment& experiment, const Cell& cell) {
  return experiment.models[cell.model].name + "/" + experiment.tasks[cell.task].corpus;
}

/// Adds units of one cell; keeps track of what later ones wait for.
class CellPlanner {
 public:
  CellPlanner(const Experiment& experiment, const Facts& facts, const Cell& cell, Plan& plan)
      : experiment_(experiment),
        cell_(cell),
        settings_(experiment.variants[cell.variant].probe),
        task_(facts.tasks[cell.task]),
        neurons_(facts.models[cell.model].shape.neurons()),
        plan_(plan) {}

  void add_penalties() {
    if (!settings_.search.is_search()) return;
    Units searched = settings_.search.method == probe::SearchMethod::chain ? add_chains() : add_grid();
    last_ = {add(Stage::penalty, "", 0, 0.1, std::move(searched), probing::SelectWork{cell_, head_flops()})};
  }

  void add_train() {
    const Units searches = std::exchange(last_, {});
    const auto heads = probing::whole_heads(experiment_.analyses.control).size();
    const bool apart = to_double(heads) * head_flops() > probing::max_unit_flops;
    const auto& ablation = experiment_.analyses.ablation;
    const double measured = to_double(heads) + to_double(ablation.keep.size()) * to_double(2 + ablation.draws);
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition) {
      const probing::RepetitionId id{cell_, repetition};
      Units before = searches;
      if (apart) before = add_heads(id, heads, searches);
      last_.push_back(add(Stage::train, std::to_string(repetition), apart ? 0 : to_double(heads), measured, before,
                          probing::TrainWork{id, apart}));
    }
  }

  /// The minimal sets of a repetition follow its own heads, whatever became of the others.
  void add_minimal() {
    const Units repetitions = std::exchange(last_, {});
    const auto& minimal = experiment_.analyses.minimal;
    const probing::MinimalScope scope{.neurons = neurons_,
                                      .deltas = minimal.delta.size(),
                                      .draws = minimal.draws,
                                      .control = experiment_.analyses.control,
                                      .head_flops = head_flops()};
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition)
      last_.push_back(add_minimal(scope, {cell_, repetition}, repetitions[to_size(repetition) - 1]));
  }

  void add_reduce() {
    const Units repetitions = std::exchange(last_, {});
    add(Stage::reduce, "", 0, 0.1, repetitions, probing::ReduceWork{cell_});
  }

 private:
  using Units = std::vector<std::size_t>;

  Units add_grid() {
    Units units;
    for (const probing::PenaltyWork& work : probing::cut_search(cell_, task_.labels, settings_, head_flops())) {
      const double heads = to_double(work.count);
      units.push_back(add(Stage::penalty, std::to_string(work.first), heads, 3 * heads, {}, work));
    }
    return units;
  }

  /// @return the units that end a chain, all others being done before them
  Units add_chains() {
    Units units;
    for (const probing::ChainWork& work : probing::cut_chains(cell_, task_.labels, settings_, head_flops())) {
      const double heads = heads_of(work, settings_);
      const double measured = 3 * to_double(work.count * (work.end_link - work.first_link));
      Units before;
      if (work.first_link > 0) before = {units.back()};
      const std::size_t unit = add(Stage::penalty, work.name(), heads, measured, before, work);
      if (work.first_link > 0) units.pop_back();
      units.push_back(unit);
    }
    return units;
  }

  /// Each head of a repetition by itself.
  Units add_heads(const probing::RepetitionId& id, std::size_t heads, const Units& searches) {
    Units units;
    for (std::size_t head = 0; head < heads; ++head)
      units.push_back(add(Stage::train, std::to_string(id.repetition) + "/head-" + std::to_string(head), 1, 0, searches,
                          probing::HeadWork{id, head}));
    return units;
  }

  /// The minimal sets of one repetition. @param trained the unit of its heads  @return the unit that ends it
  std::size_t add_minimal(const probing::MinimalScope& scope, const probing::RepetitionId& id, std::size_t trained) {
    const std::string number = std::to_string(id.repetition);
    Units before = {trained}, wave;
    std::size_t wave_begins = 0;
    for (const probing::SearchPart& part : probing::cut_search_of_top(scope)) {
      if (part.first_wave != wave_begins) before = std::exchange(wave, {});
      wave_begins = part.first_wave;
      const double heads = expected_heads(part, scope);
      wave.push_back(
          add(Stage::minimal, number + "/" + part.name(), heads, heads, before, probing::SearchWork{id, scope, part}));
    }
    Units all = wave;
    for (const probing::Rivals& rivals : probing::cut_rivals(scope)) {
      const double heads = expected_heads(rivals, scope);
      all.push_back(
          add(Stage::minimal, number + "/" + rivals.name(), heads, heads, wave, probing::RivalWork{id, scope, rivals}));
    }
    return add(Stage::minimal, number, 0, 0.1, all, probing::MinimalWork{id, scope});
  }

  /// Operations of training one head on all neurons: a product forward and one for the gradient on every training word
  /// in every epoch.
  double head_flops() const {
    return 4 * to_double(neurons_) * to_double(task_.labels) * to_double(settings_.epochs) *
           to_double(task_.split(corpus::Split::train));
  }

  /// @param trained heads on all neurons that the unit's work comes down to  @param evaluated the same, on dev and test
  std::size_t add(Stage stage, const std::string& part, double trained, double evaluated, Units after,
                  const Work& work) {
    std::string id = name_of(stage);
    id.append("/").append(cell_names(experiment_, cell_).name());
    if (!part.empty()) id.append("/").append(part);
    const auto held_out = to_double(task_.split(corpus::Split::dev) + task_.split(corpus::Split::test));
    const double cost =
        trained * head_flops() + evaluated * 2 * to_double(neurons_) * to_double(task_.labels) * held_out;
    plan_.push_back({{id, stage, cost, data_name(experiment_, cell_), std::move(after)}, work});
    return plan_.size() - 1;
  }

  const Experiment& experiment_;
  Cell cell_;
  const probe::ProbeSettings& settings_;
  const TaskFacts& task_;
  Index neurons_;
  Plan& plan_;
  Units last_;  ///< of the cell's latest stage, that the next one waits for
};

std::uint64_t extraction_bytes(const Experiment& experiment, const ModelFacts& model, const CorpusFacts& corpus) {
  const Index max_words = corpus.words / to_index(std::max<std::size_t>(1, corpus.shards.size())) * 2;
  return 2 * model.weight_bytes +
         store::activation_file_bytes(max_words, model.shape.neurons(), experiment.extract.dtype);
}

}  // namespace

std::vector<Extraction> needed_extractions(const Experiment& experiment, const std::vector<Cell>& cells) {
  std::vector<Extraction> needed;
  for (const Cell& cell : cells) {
    const Extraction extraction{cell.model, corpus_index(experiment, cell)};
    if (std::find(needed.begin(), needed.end(), extraction) == needed.end()) needed.push_back(extraction);
  }
  return needed;
}

Plan plan_extraction(const Experiment& experiment, const Facts& facts, const std::vector<Extraction>& extractions) {
  Plan plan;
  for (const auto& [model, corpus] : extractions) {
    const std::string& name = experiment.models[model].name;
    const std::size_t shards = facts.corpora[corpus].shards.size();
    const double words = to_double(facts.corpora[corpus].words) / to_double(shards);
    for (std::size_t shard = 0; shard < shards; ++shard) {
      const std::string id =
          name_of(Stage::extract) + "/" + name + "/" + experiment.corpora[corpus].name + "/" + std::to_string(shard);
      plan.push_back({{id, Stage::extract, words * facts.models[model].flops_per_word, name, {}},
                      ExtractWork{model, corpus, shard}});
    }
  }
  return plan;
}

Plan plan_probing(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells, Stage last) {
  Plan plan;
  for (const Cell& cell : cells) {
    CellPlanner planner(experiment, facts, cell, plan);
    if (last >= Stage::penalty) planner.add_penalties();
    if (last >= Stage::train) planner.add_train();
    if (last >= Stage::minimal) planner.add_minimal();
    if (last >= Stage::reduce) planner.add_reduce();
  }
  return plan;
}

std::vector<schedule::Unit> units_of(const Plan& plan) {
  std::vector<schedule::Unit> units;
  for (const PlannedUnit& planned : plan) units.push_back(planned.unit);
  return units;
}

std::uint64_t disk_bytes(const Experiment& experiment, const Facts& facts, const std::vector<Extraction>& extractions) {
  std::uint64_t sum = 0;
  for (const auto& [model, corpus] : extractions)
    sum += store::activation_file_bytes(facts.corpora[corpus].words, facts.models[model].shape.neurons(),
                                        experiment.extract.dtype);
  return sum;
}

std::uint64_t peak_memory(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells) {
  std::uint64_t peak = 0;
  for (const auto& [model, corpus] : needed_extractions(experiment, cells))
    peak = std::max(peak, extraction_bytes(experiment, facts.models[model], facts.corpora[corpus]));
  for (const Cell& cell : cells) {
    const auto& settings = experiment.variants[cell.variant].probe;
    const Index neurons = facts.models[cell.model].shape.neurons(), labels = facts.tasks[cell.task].labels;
    const auto words = to_uint64(facts.corpora[corpus_index(experiment, cell)].words);
    std::uint64_t needed = probing::probe_bytes(experiment, settings, neurons, labels);
    if (probing::keeps_rows(experiment, words, neurons)) needed += probing::row_bytes(experiment, neurons) * words;
    peak = std::max(peak, needed);
  }
  return peak;
}

}  // namespace neurank::run
