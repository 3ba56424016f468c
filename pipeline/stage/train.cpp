#include "probe/train.hpp"

#include "analysis/ablation.hpp"
#include "probe/evaluate.hpp"
#include "ranking/weight_mass.hpp"
#include "stage/repetition.hpp"
#include "stage/result_tables.hpp"

namespace neurank::stage {
namespace {

using probe::Head;
using probe::Penalty;

std::vector<TrainedHead> train(const ProbingContext& context, const CellData& data, const TrainWork& work,
                               const Penalty& penalty, const schedule::KeepGoing& keep_going) {
  const auto& settings = context.experiment.variants[work.cell.variant].probe;
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, work.seed);
  std::vector<TrainedHead> trained = {{"task", "full", {}, data.targets()},
                                      {"task", "unregularized", {}, data.targets()}};
  std::vector<Penalty> penalties = {penalty, {0, 0}};
  if (context.experiment.analyses.control) {
    trained.push_back({"control", "full", {}, data.control_targets(seeds.control)});
    penalties.push_back(penalty);
  }
  const auto start = std::make_shared<const Head>(probe::uniform_start(data.num_labels(), data.neurons(), seeds.start));
  std::vector<probe::HeadTask> tasks;
  for (std::size_t i = 0; i < trained.size(); ++i) tasks.push_back({trained[i].targets, penalties[i], start});
  auto stream = data.stream(corpus::Split::train);
  auto heads = probe::train_heads(stream, tasks, train_settings(settings, seeds),
                                  affordable_columns(context.experiment, settings, data.neurons(), data.num_labels()),
                                  keep_going);
  for (std::size_t i = 0; i < heads.size(); ++i) trained[i].head = std::move(heads[i]);
  return trained;
}

/// Accuracies of every head on all neurons, and of the first with all but some neurons set to zero, on one split.
void add_accuracies(const CellData& data, const grid::Experiment& experiment, const TrainWork& work, Measured split,
                    const std::vector<TrainedHead>& trained, const std::vector<analysis::NeuronSet>& sets,
                    Index columns, const schedule::KeepGoing& keep_going, Table& table) {
  std::vector<probe::Candidate> candidates;
  for (const TrainedHead& head : trained) candidates.push_back({&head.head, head.targets, data.all_labels(), nullptr});
  for (const auto& set : sets)
    candidates.push_back({&trained[0].head, trained[0].targets, data.all_labels(), &set.neurons});
  auto stream = data.stream(split);
  const auto scores = probe::evaluate(stream, candidates, columns, keep_going);

  const auto add = [&](const std::string& labels, const std::string& neurons, const std::string& how, double keep,
                       Index n, Value draw, double accuracy) {
    table.add_row(cell_row(experiment, work.cell,
                           {std::int64_t{work.seed}, labels, measured_names[static_cast<int>(split)], neurons, how,
                            keep, std::int64_t{n}, std::move(draw), accuracy}));
  };
  for (std::size_t i = 0; i < trained.size(); ++i)
    add(trained[i].labels, "all", trained[i].how, 1, data.neurons(), {}, scores[i].accuracy());
  for (std::size_t i = 0; i < sets.size(); ++i)
    add("task", sets[i].kind, "masked", sets[i].keep, static_cast<Index>(sets[i].neurons.size()),
        sets[i].draw > 0 ? Value(std::int64_t{sets[i].draw}) : Value(), scores[trained.size() + i].accuracy());
}

}  // namespace

std::vector<TrainedHead> train_anew(const ProbingContext& context, const TrainWork& work,
                                    const schedule::KeepGoing& keep_going) {
  const CellData data(context.folder, context.experiment, work.cell);
  return train(context, data, work, selected_penalty(context, work.cell, data.num_labels()), keep_going);
}

void train_repetition(const ProbingContext& context, const TrainWork& work, const schedule::KeepGoing& keep_going) {
  const grid::Experiment& experiment = context.experiment;
  const auto& settings = experiment.variants[work.cell.variant].probe;
  const CellData data(context.folder, experiment, work.cell);
  const Index columns = affordable_columns(experiment, settings, data.neurons(), data.num_labels());
  const Penalty penalty = selected_penalty(context, work.cell, data.num_labels());
  const auto trained = train(context, data, work, penalty, keep_going);

  const Matrix& weights = trained[0].head.weights;
  const auto ranking = ranking::rank_by_weight_mass({weights.data(), weights.rows(), weights.cols()});
  const auto sets =
      analysis::ablation_sets(ranking, experiment.analyses.ablation.keep, experiment.analyses.ablation.draws,
                              repetition_seeds(experiment.seed, work.seed).random_sets);
  Table accuracy = empty_table("accuracy");
  for (Measured split : {Measured::dev, Measured::test, Measured::unseen, Measured::ambiguous})
    add_accuracies(data, experiment, work, split, trained, sets, columns, keep_going, accuracy);
  write_repetition(context, work, penalty, accuracy, ranking, trained);
}

}  // namespace neurank::stage
