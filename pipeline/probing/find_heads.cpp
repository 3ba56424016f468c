#include "probing/find_heads.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/exact_head.hpp"
#include "probe/exact/loss_pass.hpp"
#include "probing/memory.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using grid::Cell;
using probe::Head;
using probe::HeadTask;

std::vector<FoundHead> train(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                             const std::vector<HeadTask>& tasks, const HeadSearch& search) {
  probe::BatchStream stream(training, context.open(cell).batch());
  std::vector<probe::TrainingLoss> losses;
  const probe::Team alone;
  auto heads = probe::train_heads(stream, tasks, search.adam, columns_at_once(context, cell), search.keep_going,
                                  search.snapshots, search.team == nullptr ? alone : *search.team, &losses);
  std::vector<FoundHead> found;
  for (std::size_t i = 0; i < heads.size(); ++i) found.push_back({std::move(heads[i]), losses[i]});
  return found;
}

FoundHead solve(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                const HeadTask& task, const HeadSearch& search) {
  const probe::ProbeSettings& settings = context.settings(cell);
  const probe::ExactTask question = {task.targets,
                                     task.start->weights.rows(),
                                     task.penalty,
                                     {task.order, task.start->weights.cols()},
                                     task.start->weights.any() ? task.start.get() : nullptr};
  const probe::ExactSettings exact = {search.gap, settings.max_passes, exact_bytes(context.experiment),
                                      kept_columns_bytes(context.experiment)};
  const probe::Team alone;
  auto found = probe::solve_exactly(training, question, exact, context.open(cell).products(), search.keep_going,
                                    search.team == nullptr ? alone : *search.team);
  return {std::move(found.head),
          {},
          Convergence{found.certificate.relative_gap(), found.certificate.residual, found.passes, found.is_certified}};
}

std::vector<FoundHead> solve_all(const ProbingContext& context, const Cell& cell, probe::TrainingRows training,
                                 const std::vector<HeadTask>& tasks, const HeadSearch& search) {
  if (!training.statistics)
    training.statistics =
        std::make_shared<const store::NeuronStatistics>(probe::statistics_of(training.source, training.rows));
  std::vector<FoundHead> found;
  for (const HeadTask& task : tasks) found.push_back(solve(context, cell, training, task, search));
  return found;
}

/// Of heads over the training words.
std::vector<probe::LossAt> losses(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                                  std::span<const probe::LossQuestion> questions,
                                  const schedule::KeepGoing& keep_going) {
  const CellData& data = context.open(cell);
  const probe::Team alone;
  probe::PassCount count(to_index(training.rows.size()), training.source.neurons());
  return probe::LossPasses(training.source, training.rows, training.standardization,
                           {data.batch(), data.products(), keep_going, alone}, count)
      .losses(questions);
}

Convergence convergence_of(const Head& head, const probe::LossAt& at, const probe::Penalty& penalty,
                           const probe::ProbeSettings& settings) {
  Convergence found = {.gap = {},
                       .residual = probe::optimality_residual(at, head.weights, penalty, settings.ridge),
                       .passes = to_double(settings.epochs)};
  if (settings.ridge == probe::RidgeForm::squared && penalty.l2 > 0)
    found.gap = probe::certify(at, head.weights, penalty).relative_gap();
  return found;
}

}  // namespace

std::vector<FoundHead> find_heads(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                                  const std::vector<HeadTask>& tasks, const HeadSearch& search) {
  auto found = context.settings(cell).is_exact() ? solve_all(context, cell, training, tasks, search)
                                                 : train(context, cell, training, tasks, search);
  for (const FoundHead& one : found)
    if (!one.head.weights.allFinite() || !one.head.bias.allFinite())
      throw Error(Cause::input, "a head of " + cell_names(context.experiment, cell).name() + " is not a number",
                  "look at its activations; with the solver adam, lower probe.learning_rate");
  return found;
}

void find_convergence(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                      const std::vector<HeadTask>& tasks, const schedule::KeepGoing& keep_going,
                      std::vector<FoundHead>& heads) {
  if (context.settings(cell).is_exact()) return;
  std::vector<probe::LossQuestion> questions;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const Head& head = heads[i].head;
    questions.push_back({{tasks[i].order, head.weights.cols()}, head.weights, head.bias, tasks[i].targets});
  }
  const auto found = losses(context, cell, training, questions, keep_going);
  for (std::size_t i = 0; i < heads.size(); ++i)
    heads[i].convergence = convergence_of(heads[i].head, found[i], tasks[i].penalty, context.settings(cell));
}

std::shared_ptr<const Head> cold_start(const ProbingContext& context, const Cell& cell, Index neurons,
                                       std::uint64_t seed) {
  const Index labels = context.open(cell).num_labels();
  if (!context.settings(cell).is_exact())
    return std::make_shared<const Head>(probe::uniform_start(labels, neurons, seed));
  return std::make_shared<const Head>(Head{Matrix::Zero(labels, neurons), Vector::Zero(labels)});
}

void add_convergence(const ProbingContext& context, const Cell& cell, const report::AccuracyRow& row,
                     const probe::Penalty& penalty, const FoundHead& found, Table& table) {
  if (!found.convergence) return;
  const auto& [gap, residual, passes, is_certified] = *found.convergence;
  const bool is_exact = context.settings(cell).is_exact();
  const auto zeros = to_int64((found.head.weights.array() == 0).count());
  const auto weighted = to_int64((found.head.weights.array() != 0).colwise().any().count());
  table.add_row(
      report::cell_row(cell_names(context.experiment, cell),
                       report::convergence_values(
                           row, {penalty.l1, penalty.l2, name_of(context.settings(cell).solver), gap, residual, zeros,
                                 weighted, passes, is_exact ? std::optional(is_certified) : std::nullopt})));
}

Matrix mean_gradient(const ProbingContext& context, const Cell& cell, const probe::TrainingRows& training,
                     const Head& head, const probe::Targets& targets, const schedule::KeepGoing& keep_going) {
  const std::vector<probe::LossQuestion> one = {{{nullptr, head.weights.cols()}, head.weights, head.bias, targets}};
  return losses(context, cell, training, one, keep_going).front().gradient.cast<float>();
}

}  // namespace neurank::probing
