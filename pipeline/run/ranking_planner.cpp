#include "run/ranking_planner.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "probing/rankings/gaussian_judge.hpp"
#include "probing/rankings/word_rankings.hpp"
#include "run/cell_planner.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;
using ranking::Method;
using schedule::Stage;

/// Numbers on which the operations of rankings depend.
struct RankingSize {
  RankingSize(const Experiment& experiment, const Facts& facts, const Cell& cell)
      : neurons(to_double(facts.models[cell.model].shape.neurons())),
        labels(to_double(facts.tasks[cell.task].labels)),
        training(to_double(facts.tasks[cell.task].split(corpus::Split::train))),
        dev(to_double(facts.tasks[cell.task].split(corpus::Split::dev))),
        test(to_double(facts.tasks[cell.task].split(corpus::Split::test))),
        candidates(std::min(neurons, to_double(experiment.analyses.gaussian.candidates))),
        selected(to_double(experiment.analyses.gaussian.k)) {}

  double neurons, labels, training, dev, test, candidates, selected;
};

/// Operations of a ranking by words, roughly: an exponential counts as twenty, a word that is sorted as a hundred.
double flops_of(Method method, const RankingSize& size) {
  constexpr double exponential = 20, sorted = 100, bins = 256, steps = 50;
  switch (method) {
    case Method::lda:
      return size.training * size.neurons * size.neurons + std::pow(size.neurons, 3);
    case Method::mutual_information:
      return exponential * size.dev * size.neurons * size.labels;
    case Method::average_precision:
    case Method::iou:
      return sorted * size.training * size.neurons;
    case Method::single_probe:
      return size.neurons * (sorted * size.training + exponential * size.labels * (bins * steps + size.dev));
    case Method::gaussian:
      return size.training * size.candidates * size.candidates +
             std::min(size.dev, to_double(probing::most_selecting_words)) * size.labels * size.candidates *
                 size.selected * (size.selected + exponential);
    default:
      return size.neurons * size.labels * size.labels;
  }
}

/// Of one pass that takes the moments of a task.
double moment_flops(const RankingSize& size) { return 4 * size.training * size.neurons; }

schedule::Unit unit_of(const Experiment& experiment, const Cell& cell, const char* part, double flops,
                       std::vector<std::size_t> after) {
  return {.id = unit_id(experiment, cell, Stage::train, part),
          .stage = Stage::train,
          .cost = flops,
          .resource = activations_name(experiment, cell),
          .after = std::move(after)};
}

double word_ranking_flops(const Experiment& experiment, const RankingSize& size) {
  double flops = 0;
  for (const Method method : experiment.analyses.rankings)
    if (ranking::needs_words(method)) flops += flops_of(method, size);
  return experiment.analyses.stability.pairs > 0 ? 2 * flops : flops;  // both halves are half of the words
}

/// In heads on all neurons that are trained: what planning counts in.
Effort effort_of(double flops, const Experiment& experiment, const Facts& facts, const Cell& cell) {
  return {.others = flops / head_flops(experiment, facts, cell)};
}

}  // namespace

WordRankings add_word_rankings(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells,
                               Plan& plan) {
  WordRankings units;
  const bool needs_moments = std::ranges::any_of(experiment.analyses.rankings, ranking::needs_class_moments);
  for (const probing::MomentsWork& work : probing::ranked_by_words(experiment, cells)) {
    std::vector<std::size_t> moments;
    if (needs_moments) {
      double flops = 0;
      for (const Cell& cell : work.cells) flops += moment_flops({experiment, facts, cell});
      moments = {plan.size()};
      plan.push_back({unit_of(experiment, work.cell, probing::moments_part, flops, {}), work,
                      effort_of(flops, experiment, facts, work.cell)});
    }
    for (const Cell& cell : work.cells) {
      const double flops = word_ranking_flops(experiment, {experiment, facts, cell});
      units[{cell.model, cell.task}] = {plan.size(), cell};
      plan.push_back({unit_of(experiment, cell, probing::rankings_part, flops, moments),
                      probing::WordRankingWork{cell, work.cell}, effort_of(flops, experiment, facts, cell)});
    }
  }
  return units;
}

double gaussian_flops(const Experiment& experiment, const Facts& facts, const Cell& cell) {
  if (!experiment.analyses.has(analysis::Judge::gaussian)) return 0;
  const RankingSize size(experiment, facts, cell);
  const double judged = to_double(probing::most_judged_by_gaussians);
  const double each = judged * judged * (size.training + size.test * size.labels);
  return each * to_double(experiment.analyses.rankings.size()) * (experiment.analyses.control ? 2 : 1);
}

}  // namespace neurank::run
