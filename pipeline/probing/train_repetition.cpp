#include "probe/train.hpp"

#include "base/cast.hpp"
#include "probe/mean_gradient.hpp"
#include "probing/head_accuracies.hpp"
#include "probing/repetition.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Labels;
using analysis::Training;
using probe::Head;
using probe::Penalty;

/// The heads on all neurons, before they are trained.
std::vector<TrainedHead> untrained_heads(const ProbingContext& context, const CellData& data, const RepetitionId& id) {
  std::vector<TrainedHead> heads;
  for (const auto& [labels, how] : whole_heads(context.experiment.analyses.control)) {
    const auto seed = repetition_seeds(context.experiment.seed, id.repetition).control;
    heads.push_back({labels, how, {}, labels == Labels::task ? data.targets() : data.control_targets(seed)});
  }
  return heads;
}

/// @param penalty of all but the unregularized
void train(const ProbingContext& context, const CellData& data, const RepetitionId& id, const Penalty& penalty,
           const schedule::KeepGoing& keep_going, probe::Snapshots* snapshots, const probe::Team& team,
           std::span<TrainedHead> trained) {
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, id.repetition);
  const auto start = std::make_shared<const Head>(probe::uniform_start(data.num_labels(), data.neurons(), seeds.start));
  std::vector<probe::HeadTask> tasks;
  for (const TrainedHead& head : trained)
    tasks.push_back({head.targets, head.how == Training::unregularized ? Penalty{0, 0} : penalty, start});
  auto stream = data.stream(corpus::Split::train);
  std::vector<probe::TrainingLoss> losses;
  auto heads = probe::train_heads(stream, tasks, train_settings(context, id.cell, seeds),
                                  columns_at_once(context, id.cell), keep_going, snapshots, team, &losses);
  std::vector<probe::Learner> learners;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    trained[i].head = std::move(heads[i]);
    trained[i].loss = losses[i];
    learners.push_back({&trained[i].head, trained[i].targets});
  }
  const auto gradients = probe::mean_gradients(stream, learners, data.products(), keep_going);
  for (std::size_t i = 0; i < heads.size(); ++i)
    trained[i].residual =
        probe::optimality_residual(trained[i].head, gradients[i], tasks[i].penalty, context.settings(id.cell).ridge);
}

/// The part of the file of a head that was trained by itself.
std::string part_of(const HeadWork& work) { return part_of(work.id, "head-" + std::to_string(work.head)); }

/// All heads, trained here or read from the files of units that did.
std::vector<TrainedHead> obtain_heads(const ProbingContext& context, const CellData& data, const TrainWork& work,
                                      const Penalty& penalty, ResumableUnit& unit) {
  auto heads = untrained_heads(context, data, work.id);
  if (!work.heads_are_trained)
    train(context, data, work.id, penalty, unit.keep_going(), unit.snapshots(), unit.team(), heads);
  if (work.heads_are_trained)
    for (std::size_t i = 0; i < heads.size(); ++i)
      read_trained(read_unit(context, work.id.cell, schedule::Stage::train, part_of({work.id, i})), heads[i]);
  return heads;
}

/// Heads on all neurons, to be measured.
std::vector<MeasuredHead> measured(const RepetitionId& id, const CellData& data,
                                   const std::vector<TrainedHead>& trained) {
  std::vector<MeasuredHead> heads;
  for (const TrainedHead& head : trained)
    heads.push_back({{&head.head, head.targets, data.all_labels()},
                     {.repetition = id.repetition, .labels = head.labels, .how = head.how, .n = data.neurons()}});
  return heads;
}

Table training_rows(const ProbingContext& context, const RepetitionId& id, Index neurons,
                    const std::vector<TrainedHead>& trained) {
  Table table = report::empty_table("training");
  for (const TrainedHead& head : trained) {
    const report::AccuracyRow row{.repetition = id.repetition, .labels = head.labels, .how = head.how, .n = neurons};
    table.add_row(report::cell_row(cell_names(context.experiment, id.cell),
                                   report::training_values(row, head.loss.last, head.loss.before, head.residual)));
  }
  return table;
}

}  // namespace

std::vector<TrainedHead> train_anew(const ProbingContext& context, const RepetitionId& id,
                                    const probe::Penalty& penalty, const schedule::KeepGoing& keep_going) {
  const CellData& data = context.open(id.cell);
  auto heads = untrained_heads(context, data, id);
  train(context, data, id, penalty, keep_going, nullptr, probe::Team(), heads);
  return heads;
}

void train_whole_head(const ProbingContext& context, const HeadWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, schedule::Stage::train, part_of(work), at_work);
  const CellData& data = context.open(work.id.cell);
  auto heads = untrained_heads(context, data, work.id);
  TrainedHead& head = heads.at(work.head);
  train(context, data, work.id, selected_penalty(context, work.id.cell), unit.keep_going(), unit.snapshots(),
        unit.team(), {&head, 1});
  store::ResultSet results;
  add_trained(head, results);
  unit.finish(std::move(results));
}

void train_repetition(const ProbingContext& context, const TrainWork& work, const schedule::AtWork& at_work) {
  const RepetitionId& id = work.id;
  ResumableUnit unit = resumable_unit(context, id.cell, schedule::Stage::train, std::to_string(id.repetition), at_work);
  const CellData& data = context.open(id.cell);
  const Penalty penalty = selected_penalty(context, id.cell);
  const auto trained = obtain_heads(context, data, work, penalty, unit);

  auto training = data.stream(corpus::Split::train);
  const auto ranking = rank_neurons(context, id, training, {&trained[0].head, trained[0].targets},
                                    labels_that_rank(context, id.cell), penalty.l1, unit.keep_going());
  auto found = measure_heads(context, id.cell, measured(id, data, trained), unit.keep_going());
  auto results = to_results(penalty, found.tables.at("accuracy"), training_rows(context, id, data.neurons(), trained),
                            ranking, trained);
  results.arrays.merge(found.arrays);
  unit.finish(std::move(results));
}

}  // namespace neurank::probing
