#include "run/run_plan.hpp"

#include <algorithm>
#include <utility>

#include "analysis/minimal_plan.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/memory.hpp"
#include "store/activation_file.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;
using schedule::Stage;

/// A minimal set is predicted to have one in this many of the neurons.
constexpr Index typical_minimal_share = 10;

std::size_t corpus_index(const Experiment& experiment, const Cell& cell) {
  return to_size(&corpus_of(experiment, experiment.tasks[cell.task]) - experiment.corpora.data());
}

std::string data_name(const Experiment& experiment, const Cell& cell) {
  return experiment.models[cell.model].name + "/" + experiment.tasks[cell.task].corpus;
}

/// A product forward and one for the gradient on every training word in every epoch, and forward on `evaluated` words.
double probe_flops(const Experiment& experiment, const Facts& facts, const Cell& cell, Index trained_columns,
                   Index evaluated_columns) {
  const TaskFacts& task = facts.tasks[cell.task];
  const auto neurons = to_double(facts.models[cell.model].shape.neurons());
  const auto train = to_double(task.split(corpus::Split::train));
  const auto held_out = to_double(task.split(corpus::Split::dev) + task.split(corpus::Split::test));
  const auto epochs = to_double(experiment.variants[cell.variant].probe.epochs);
  return neurons * (4 * train * epochs * to_double(trained_columns) + 2 * held_out * to_double(evaluated_columns));
}

/// Adds units of one cell; keeps track of what later ones wait for.
class CellPlanner {
 public:
  CellPlanner(const Experiment& experiment, const Facts& facts, const Cell& cell, Plan& plan)
      : experiment_(experiment),
        facts_(facts),
        cell_(cell),
        settings_(experiment.variants[cell.variant].probe),
        labels_(facts.tasks[cell.task].labels),
        plan_(plan) {}

  void add_penalties() {
    if (!settings_.search.is_search()) return;
    for (const probing::PenaltyWork& work : probing::cut_search(cell_, labels_, settings_)) {
      const auto columns = to_index(work.count) * labels_;
      add(Stage::penalty, std::to_string(work.first), columns, 3 * columns, {}, work);
    }
  }

  void add_train() {
    const std::vector<std::size_t> searches = std::exchange(last_, {});
    const auto sets = to_index(experiment_.analyses.ablation.keep.size());
    const Index masked = sets * (2 + experiment_.analyses.ablation.draws);
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition)
      add(Stage::train, std::to_string(repetition), 3 * labels_, (3 + masked) * labels_, searches,
          probing::TrainWork{{cell_, repetition}});
  }

  /// A minimal unit follows its own repetition, whatever became of the others.
  void add_minimal() {
    const std::vector<std::size_t> repetitions = std::exchange(last_, {});
    const Index columns = minimal_columns();
    for (Index repetition = 1; repetition <= experiment_.repetitions; ++repetition)
      add(Stage::minimal, std::to_string(repetition), columns, 2 * columns, {repetitions[to_size(repetition) - 1]},
          probing::MinimalWork{{cell_, repetition}});
  }

  void add_reduce() {
    const std::vector<std::size_t> repetitions = std::exchange(last_, {});
    add(Stage::reduce, "", 0, 1, repetitions, probing::ReduceWork{cell_});
  }

 private:
  /// Heads of a minimal unit in columns of all neurons: those of the coarse sizes, thrice, and about as many again to
  /// refine and to compare.
  Index minimal_columns() const {
    const Index neurons = facts_.models[cell_.model].shape.neurons();
    Index sum = 0;
    for (const Index n : analysis::coarse_sizes(neurons)) sum += n;
    const auto deltas = to_index(experiment_.analyses.minimal.delta.size());
    const Index compared = deltas * (2 + 2 * experiment_.analyses.minimal.draws) * neurons / typical_minimal_share;
    return (4 * (sum - neurons) + compared) * labels_ / neurons;
  }

  void add(Stage stage, const std::string& part, Index trained, Index evaluated, std::vector<std::size_t> after,
           const Work& work) {
    std::string id = name_of(stage);
    id.append("/").append(cell_names(experiment_, cell_).name());
    if (!part.empty()) id.append("/").append(part);
    last_.push_back(plan_.size());
    const double cost = probe_flops(experiment_, facts_, cell_, trained, evaluated);
    plan_.push_back({{id, stage, cost, data_name(experiment_, cell_), std::move(after)}, work});
  }

  const Experiment& experiment_;
  const Facts& facts_;
  Cell cell_;
  const probe::ProbeSettings& settings_;
  Index labels_;
  Plan& plan_;
  std::vector<std::size_t> last_;  ///< units of the cell's latest stage
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
    peak = std::max(peak, probing::probe_bytes(experiment, settings, neurons, labels));
  }
  return peak;
}

}  // namespace neurank::run
