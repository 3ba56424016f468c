#include "run/prediction.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"

namespace neurank::run {
namespace {

/// With the unit's part of loading the model, which each rank does once.
double seconds_of(const ExtractWork& work, const Facts& facts, const Speeds& speeds, int ranks) {
  const CorpusFacts& corpus = facts.corpora[work.corpus];
  const double shards = to_double(corpus.shards.size());
  return to_double(corpus.words) / shards * speeds.word.at({work.model, work.corpus}) +
         speeds.model.at(work.model) * std::min(1.0, ranks / shards);
}

double seconds_of(const PlannedUnit& planned, const grid::Experiment& experiment, const Facts& facts,
                  const Speeds& speeds) {
  const grid::Cell& cell = cell_of(planned.work);
  const auto& settings = experiment.variants[cell.variant].probe;
  const TaskFacts& task = facts.tasks[cell.task];
  const ProbeSpeed& speed = speeds.probes.at(shape_of(facts, cell));
  const auto batches = [&](Index words) { return std::ceil(to_double(words) / to_double(settings.batch)); };
  const double steps = to_double(settings.typical_passes()) * batches(task.split(corpus::Split::train));
  const double held_out = batches(task.split(corpus::Split::dev)) + batches(task.split(corpus::Split::test));
  const Effort& effort = planned.effort;
  double seconds = effort.measured * held_out * speed.measure +
                   steps * (effort.subsets.heads * speed.subset + effort.subsets.shares * speed.share) +
                   steps * effort.others * speed.whole +
                   steps * effort.whole * (planned.unit.stage == schedule::Stage::penalty ? speed.search : speed.whole);
  if (planned.unit.stage == schedule::Stage::reduce)
    seconds += speeds.cell + speeds.cell_word * to_double(facts.corpora[corpus_of(experiment, cell)].words);
  return seconds;
}

}  // namespace

ProbeShape shape_of(const Facts& facts, const grid::Cell& cell) {
  return {facts.models[cell.model].shape.neurons(), facts.tasks[cell.task].labels, cell.variant};
}

std::vector<double> unit_seconds(const Plan& plan, const grid::Experiment& experiment, const Facts& facts,
                                 const Speeds& speeds, int ranks) {
  std::vector<double> seconds;
  for (const PlannedUnit& planned : plan) {
    if (std::holds_alternative<CompleteWork>(planned.work))
      seconds.push_back(0);
    else if (const auto* extract = std::get_if<ExtractWork>(&planned.work))
      seconds.push_back(seconds_of(*extract, facts, speeds, ranks));
    else
      seconds.push_back(seconds_of(planned, experiment, facts, speeds));
  }
  return seconds;
}

}  // namespace neurank::run
