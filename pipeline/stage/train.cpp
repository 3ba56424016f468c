#include "probe/train.hpp"
#include "analysis/ablation.hpp"
#include "base/text.hpp"
#include "probe/evaluate.hpp"
#include "probe/lambda_search.hpp"
#include "ranking/weight_mass.hpp"
#include "stage/probing.hpp"
#include "stage/result_tables.hpp"

namespace neurank::stage {
namespace {

using corpus::Split;
using probe::Head;
using probe::Penalty;

/// A head and how its row of the accuracy table describes it.
struct Measured {
  std::string labels, how;
  Head head;
  probe::Targets targets;
};

Penalty selected_penalty(const ProbingContext& context, const grid::Cell& cell, Index labels) {
  const auto& search = context.experiment.variants[cell.variant].probe.lambda;
  if (!search.is_search()) return {search.l1.front(), search.l2.front()};
  const auto trials = read_trials(context, cell, labels);
  return trials[probe::best_trial(trials, search)].penalty;
}

std::vector<Measured> train(const CellData& data, const grid::Experiment& experiment,
                            const probe::ProbeSettings& settings, const Penalty& penalty, const RepetitionSeeds& seeds,
                            Index columns, const schedule::KeepGoing& keep_going) {
  std::vector<Measured> measured = {{"task", "full", {}, data.targets()},
                                    {"task", "unregularized", {}, data.targets()}};
  std::vector<Penalty> penalties = {penalty, {0, 0}};
  if (experiment.analyses.control) {
    measured.push_back({"control", "full", {}, data.control_targets(seeds.control)});
    penalties.push_back(penalty);
  }
  const auto start = std::make_shared<const Head>(probe::uniform_start(data.num_labels(), data.neurons(), seeds.start));
  std::vector<probe::HeadTask> tasks;
  for (std::size_t i = 0; i < measured.size(); ++i) tasks.push_back({measured[i].targets, penalties[i], start});
  auto stream = data.stream(Split::train);
  auto heads = probe::train_heads(stream, tasks, train_settings(settings, seeds), columns, keep_going);
  for (std::size_t i = 0; i < heads.size(); ++i) measured[i].head = std::move(heads[i]);
  return measured;
}

/// Accuracies of every head on all neurons, and of the first with all but some neurons set to zero, on one split.
void add_accuracies(const CellData& data, const grid::Experiment& experiment, const TrainWork& work, Split split,
                    const std::vector<Measured>& measured, const std::vector<analysis::NeuronSet>& sets, Index columns,
                    const schedule::KeepGoing& keep_going, Table& table) {
  std::vector<probe::Candidate> candidates;
  for (const Measured& m : measured) candidates.push_back({&m.head, m.targets, data.all_labels(), nullptr});
  for (const auto& set : sets)
    candidates.push_back({&measured[0].head, measured[0].targets, data.all_labels(), &set.neurons});
  auto stream = data.stream(split);
  const auto scores = probe::evaluate(stream, candidates, columns, keep_going);

  const std::string split_name = corpus::split_names[static_cast<std::size_t>(split)];
  const auto add = [&](const std::string& labels, const std::string& neurons, const std::string& how, double keep,
                       Index n, Value draw, double accuracy) {
    table.add_row(cell_row(
        experiment, work.cell,
        {std::int64_t{work.seed}, labels, split_name, neurons, how, keep, std::int64_t{n}, std::move(draw), accuracy}));
  };
  for (std::size_t i = 0; i < measured.size(); ++i)
    add(measured[i].labels, "all", measured[i].how, 1, data.neurons(), {}, scores[i].accuracy());
  for (std::size_t i = 0; i < sets.size(); ++i)
    add("task", sets[i].kind, "masked", sets[i].keep, static_cast<Index>(sets[i].neurons.size()),
        sets[i].draw > 0 ? Value(std::int64_t{sets[i].draw}) : Value(), scores[measured.size() + i].accuracy());
}

store::Array to_array(const Head& head) {
  return {{head.weights.rows(), head.weights.cols()}, {head.weights.data(), head.weights.data() + head.weights.size()}};
}

/// Neurons by rank, with their scores.
Table to_table(const ranking::NeuronRanking& ranking) {
  Table table({{"neuron", ColumnType::integer}, {"score", ColumnType::real}});
  for (Index neuron : ranking.order) table.add_row({std::int64_t{neuron}, ranking.score[neuron]});
  return table;
}

}  // namespace

void train_repetition(const ProbingContext& context, const TrainWork& work, const schedule::KeepGoing& keep_going) {
  const grid::Experiment& experiment = context.experiment;
  const auto& settings = experiment.variants[work.cell.variant].probe;
  const CellData data(context.folder, experiment, work.cell);
  const Index columns = affordable_columns(experiment, settings, data.neurons());
  const RepetitionSeeds seeds = repetition_seeds(experiment.seed, work.seed);
  const Penalty penalty = selected_penalty(context, work.cell, data.num_labels());
  const auto measured = train(data, experiment, settings, penalty, seeds, columns, keep_going);

  const Matrix& weights = measured[0].head.weights;
  const auto ranking = ranking::rank_by_weight_mass({weights.data(), weights.rows(), weights.cols()});
  const auto sets = analysis::ablation_sets(ranking, experiment.analyses.ablation.keep,
                                            experiment.analyses.ablation.draws, seeds.random_sets);
  Table accuracy = accuracy_table();
  for (Split split : {Split::dev, Split::test})
    add_accuracies(data, experiment, work, split, measured, sets, columns, keep_going, accuracy);

  store::ResultSet results{.attributes = {{"l1", to_text(penalty.l1)}, {"l2", to_text(penalty.l2)}},
                           .tables = {{"accuracy", accuracy}, {"ranking", to_table(ranking)}},
                           .arrays = {}};
  for (const Measured& m : measured) {
    const std::string name = m.labels + "/" + m.how;
    results.arrays[name + "/weights"] = to_array(m.head);
    results.arrays[name + "/bias"] = {{m.head.bias.size()}, {m.head.bias.begin(), m.head.bias.end()}};
  }
  write_unit(context, work.cell, schedule::Stage::train, std::to_string(work.seed), results);
}

}  // namespace neurank::stage
