#include "base/cast.hpp"
#include "probing/head_accuracies.hpp"
#include "probing/rankings/head_rankings.hpp"
#include "probing/repetition.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Labels;
using analysis::Training;
using probe::Penalty;

/// The heads on all neurons, before they are trained.
std::vector<TrainedHead> untrained_heads(const ProbingContext& context, const RepetitionId& id,
                                         const Penalty& penalty) {
  const Penalty& none = context.settings(id.cell).search.unregularized;
  std::vector<TrainedHead> heads;
  for (const auto& [labels, how] : whole_heads(context.experiment.analyses.control))
    heads.push_back(
        {labels, how, {}, targets_of(context, id, labels), how == Training::unregularized ? none : penalty});
  return heads;
}

void train(const ProbingContext& context, const RepetitionId& id, const probe::TrainingRows& training,
           HeadSearch search, std::span<TrainedHead> trained) {
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, id.repetition);
  search.adam = train_settings(context, id.cell, seeds);
  search.gap = context.settings(id.cell).gap;
  const auto cold = cold_start(context, id.cell, training.source.neurons(), seeds.start);
  std::vector<probe::HeadTask> tasks;
  for (const TrainedHead& head : trained) {
    const bool is_on_path = context.settings(id.cell).is_exact() && head.labels == Labels::task;
    tasks.push_back({head.targets, head.penalty, is_on_path ? path_head(context, id.cell, head.how) : cold});
  }
  auto found = find_heads(context, id.cell, training, tasks, search);
  find_convergence(context, id.cell, training, tasks, search.keep_going, found);
  for (std::size_t i = 0; i < found.size(); ++i) trained[i].found = std::move(found[i]);
}

HeadSearch search_of(ResumableUnit& unit) {
  return {.adam = {}, .keep_going = unit.keep_going(), .snapshots = unit.snapshots(), .team = &unit.team()};
}

/// The part of the file of a head that was trained by itself.
std::string part_of(const HeadWork& work) { return part_of(work.id, "head-" + std::to_string(work.head)); }

/// All heads, trained here or read from the files of units that did.
std::vector<TrainedHead> obtain_heads(const ProbingContext& context, const TrainWork& work,
                                      const probe::TrainingRows& training, const Penalty& penalty,
                                      ResumableUnit& unit) {
  auto heads = untrained_heads(context, work.id, penalty);
  if (!work.heads_are_trained) train(context, work.id, training, search_of(unit), heads);
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
    heads.push_back({{&head.found.head, head.targets, data.all_labels()},
                     {.repetition = id.repetition, .labels = head.labels, .how = head.how, .n = data.neurons()}});
  return heads;
}

/// The tables of how far training has converged.
std::map<std::string, Table> convergence_tables(const ProbingContext& context, const RepetitionId& id, Index neurons,
                                                const std::vector<TrainedHead>& trained) {
  Table training = report::empty_table("training"), convergence = report::empty_table("convergence");
  for (const TrainedHead& head : trained) {
    const report::AccuracyRow row{.repetition = id.repetition, .labels = head.labels, .how = head.how, .n = neurons};
    const auto& [found, loss, converged] = head.found;
    training.add_row(report::cell_row(cell_names(context.experiment, id.cell),
                                      report::training_values(row, loss.last, loss.before, converged->residual)));
    add_convergence(context, id.cell, row, head.penalty, head.found, convergence);
  }
  return {{"training", training}, {"convergence", convergence}};
}

}  // namespace

std::vector<TrainedHead> train_anew(const ProbingContext& context, const RepetitionId& id,
                                    const probe::Penalty& penalty, const schedule::KeepGoing& keep_going) {
  auto heads = untrained_heads(context, id, penalty);
  train(context, id, training_of(context, id), {.adam = {}, .keep_going = keep_going}, heads);
  return heads;
}

void train_whole_head(const ProbingContext& context, const HeadWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, schedule::Stage::train, part_of(work), at_work);
  auto heads = untrained_heads(context, work.id, selected_penalty(context, work.id.cell));
  TrainedHead& head = heads.at(work.head);
  train(context, work.id, training_of(context, work.id), search_of(unit), {&head, 1});
  store::ResultSet results;
  add_trained(head, results);
  unit.finish(std::move(results));
}

void train_repetition(const ProbingContext& context, const TrainWork& work, const schedule::AtWork& at_work) {
  const RepetitionId& id = work.id;
  ResumableUnit unit = resumable_unit(context, id.cell, schedule::Stage::train, std::to_string(id.repetition), at_work);
  const CellData& data = context.open(id.cell);
  const Penalty penalty = selected_penalty(context, id.cell);
  const probe::TrainingRows training = training_of(context, id);
  const auto trained = obtain_heads(context, work, training, penalty, unit);

  const RankingHead head = {
      training, {&trained[0].found.head, trained[0].targets}, labels_that_rank(context, id.cell), penalty.l1};
  const auto ranking = rank_neurons(context, id, head, unit.keep_going());
  auto found = measure_heads(context, id.cell, measured(id, data, trained), unit.keep_going());
  auto tables = convergence_tables(context, id, data.neurons(), trained);
  tables["accuracy"] = found.tables.at("accuracy");
  auto results = to_results(penalty, std::move(tables), ranking, trained);
  results.arrays.merge(found.arrays);
  unit.finish(std::move(results));
}

}  // namespace neurank::probing
