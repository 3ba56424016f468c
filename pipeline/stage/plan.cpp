#include "stage/plan.hpp"

#include <algorithm>
#include <utility>

#include "analysis/minimal_plan.hpp"
#include "base/error.hpp"
#include "probe/bank.hpp"
#include "probe/batch_stream.hpp"
#include "store/activation_file.hpp"

namespace neurank::stage {
namespace {

using grid::Cell;
using grid::Experiment;
using schedule::Stage;

/// A minimal set is predicted to have one in so many of the neurons.
constexpr Index typical_minimal_share = 10;

std::size_t corpus_index(const Experiment& experiment, const Cell& cell) {
  return static_cast<std::size_t>(&corpus_of(experiment, experiment.tasks[cell.task]) - experiment.corpora.data());
}

std::string data_name(const Experiment& experiment, const Cell& cell) {
  return experiment.models[cell.model].name + "/" + experiment.tasks[cell.task].corpus;
}

/// A product forward and one for the gradient on every training word in every epoch, and forward on `evaluated` words.
double probe_flops(const Experiment& experiment, const Facts& facts, const Cell& cell, Index trained_columns,
                   Index evaluated_columns) {
  const TaskFacts& task = facts.tasks[cell.task];
  const auto neurons = static_cast<double>(facts.models[cell.model].shape.neurons());
  const auto train = static_cast<double>(task.split(corpus::Split::train));
  const auto held_out = static_cast<double>(task.split(corpus::Split::dev) + task.split(corpus::Split::test));
  const auto epochs = static_cast<double>(experiment.variants[cell.variant].probe.epochs);
  return neurons * (4 * train * epochs * static_cast<double>(trained_columns) +
                    2 * held_out * static_cast<double>(evaluated_columns));
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

  void add_lambda() {
    if (!settings_.lambda.is_search()) return;
    for (const LambdaWork& work : cut_search(cell_, labels_, settings_)) {
      const auto columns = static_cast<Index>(work.count) * labels_;
      add(Stage::lambda, std::to_string(work.first), columns, 3 * columns, {}, work);
    }
  }

  void add_train() {
    const std::vector<std::size_t> searches = std::exchange(last_, {});
    const auto sets = static_cast<Index>(experiment_.analyses.ablation.keep.size());
    const Index masked = sets * (2 + experiment_.analyses.ablation.draws);
    for (Index seed = 1; seed <= experiment_.seeds; ++seed)
      add(Stage::train, std::to_string(seed), 3 * labels_, (3 + masked) * labels_, searches, TrainWork{cell_, seed});
  }

  /// A minimal unit follows its own repetition, whatever became of the others.
  void add_minimal() {
    const std::vector<std::size_t> repetitions = std::exchange(last_, {});
    const Index columns = minimal_columns();
    for (Index seed = 1; seed <= experiment_.seeds; ++seed)
      add(Stage::minimal, std::to_string(seed), columns, 2 * columns, {repetitions[static_cast<std::size_t>(seed) - 1]},
          MinimalWork{cell_, seed});
  }

  void add_reduce() {
    const std::vector<std::size_t> repetitions = std::exchange(last_, {});
    add(Stage::reduce, "", 0, 1, repetitions, ReduceWork{cell_});
  }

 private:
  /// Heads of a minimal unit in columns of all neurons: those of the coarse sizes, thrice, and about as many again to
  /// refine and to compare.
  Index minimal_columns() const {
    const Index neurons = facts_.models[cell_.model].shape.neurons();
    Index sum = 0;
    for (const Index n : analysis::coarse_sizes(neurons)) sum += n;
    const auto deltas = static_cast<Index>(experiment_.analyses.minimal.delta.size());
    const Index compared = deltas * (2 + 2 * experiment_.analyses.minimal.draws) * neurons / typical_minimal_share;
    return (4 * (sum - neurons) + compared) * labels_ / neurons;
  }

  void add(Stage stage, const std::string& part, Index trained, Index evaluated, std::vector<std::size_t> after,
           Work work) {
    std::string id = schedule::stage_names[static_cast<int>(stage)];
    id.append("/").append(cell_name(experiment_, cell_));
    if (!part.empty()) id.append("/").append(part);
    last_.push_back(plan_.units.size());
    plan_.units.push_back({id, stage, probe_flops(experiment_, facts_, cell_, trained, evaluated),
                           data_name(experiment_, cell_), std::move(after)});
    plan_.work.push_back(std::move(work));
  }

  const Experiment& experiment_;
  const Facts& facts_;
  Cell cell_;
  const probe::ProbeSettings& settings_;
  Index labels_;
  Plan& plan_;
  std::vector<std::size_t> last_;  ///< units of the cell's latest stage
};

/// Of a rank that trains, whatever the bank: the buffer of stored rows, one batch in the neurons' own order and in
/// those of a search for minimal sets, the heads of a whole unit, and those that the search keeps.
std::uint64_t fixed_probe_bytes(const Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                                Index labels) {
  const std::uint64_t stored = experiment.extract.dtype == store::DType::float16 ? sizeof(Half) : sizeof(float);
  const grid::MinimalSettings& minimal = experiment.analyses.minimal;
  const Index orders = 1 + 2 + minimal.draws;  // own, top, bottom, random
  const Index kept = (static_cast<Index>(minimal.delta.size()) + 1) * labels;
  return static_cast<std::uint64_t>(neurons) *
         (static_cast<std::uint64_t>(probe::buffered_rows(settings.batch)) * stored +
          static_cast<std::uint64_t>(orders * settings.batch + settings.bank_columns + kept) * sizeof(float));
}

std::uint64_t extraction_bytes(const Experiment& experiment, const ModelFacts& model, const CorpusFacts& corpus) {
  const Index most_words = corpus.words / static_cast<Index>(std::max<std::size_t>(1, corpus.shards.size())) * 2;
  return 2 * model.weight_bytes +
         store::activation_file_bytes(most_words, model.shape.neurons(), experiment.extract.dtype);
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
    const double words = static_cast<double>(facts.corpora[corpus].words) / static_cast<double>(shards);
    for (std::size_t shard = 0; shard < shards; ++shard) {
      plan.units.push_back({"extract/" + name + "/" + experiment.corpora[corpus].name + "/" + std::to_string(shard),
                            Stage::extract,
                            words * facts.models[model].flops_per_word,
                            name,
                            {}});
      plan.work.push_back(ExtractWork{model, corpus, shard});
    }
  }
  return plan;
}

Plan plan_probing(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells, Stage last) {
  Plan plan;
  for (const Cell& cell : cells) {
    CellPlanner planner(experiment, facts, cell, plan);
    if (last >= Stage::lambda) planner.add_lambda();
    if (last >= Stage::train) planner.add_train();
    if (last >= Stage::minimal) planner.add_minimal();
    if (last >= Stage::reduce) planner.add_reduce();
  }
  return plan;
}

std::vector<LambdaWork> cut_search(const Cell& cell, Index labels, const probe::ProbeSettings& settings) {
  const std::size_t penalties = probe::search_grid(settings.lambda).size();
  const auto at_once = static_cast<std::size_t>(std::max<Index>(1, settings.bank_columns / labels));
  std::vector<LambdaWork> units;
  for (std::size_t first = 0; first < penalties; first += at_once)
    units.push_back({cell, first, std::min(at_once, penalties - first)});
  return units;
}

std::uint64_t disk_bytes(const Experiment& experiment, const Facts& facts, const std::vector<Extraction>& extractions) {
  std::uint64_t sum = 0;
  for (const auto& [model, corpus] : extractions)
    sum += store::activation_file_bytes(facts.corpora[corpus].words, facts.models[model].shape.neurons(),
                                        experiment.extract.dtype);
  return sum;
}

Index affordable_columns(const Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                         Index labels) {
  const std::uint64_t fixed = fixed_probe_bytes(experiment, settings, neurons, labels);
  const std::uint64_t memory = experiment.resources.memory_bytes;
  const std::uint64_t each = probe::Bank::bytes(1, neurons, settings.batch);
  const std::uint64_t columns = memory > fixed ? (memory - fixed) / each : 1;
  return std::clamp<Index>(static_cast<Index>(std::min<std::uint64_t>(columns, 1u << 30)), 1, settings.bank_columns);
}

std::uint64_t peak_memory(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells) {
  std::uint64_t peak = 0;
  for (const auto& [model, corpus] : needed_extractions(experiment, cells))
    peak = std::max(peak, extraction_bytes(experiment, facts.models[model], facts.corpora[corpus]));
  for (const Cell& cell : cells) {
    const auto& settings = experiment.variants[cell.variant].probe;
    const Index neurons = facts.models[cell.model].shape.neurons(), labels = facts.tasks[cell.task].labels;
    const Index columns = std::max(labels, affordable_columns(experiment, settings, neurons, labels) / labels * labels);
    peak = std::max(peak, fixed_probe_bytes(experiment, settings, neurons, labels) +
                              probe::Bank::bytes(columns, neurons, settings.batch));
  }
  return peak;
}

}  // namespace neurank::stage
