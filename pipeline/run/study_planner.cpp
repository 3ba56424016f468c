#include "run/study_planner.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/memory.hpp"
#include "run/cell_planner.hpp"

namespace neurank::run {
namespace {

using analysis::Study;

/// Numbers on which the operations of studies depend.
struct StudySize {
  double neurons, layers, labels, training;
  double kinds;  ///< of labels that are learned
  double share;  ///< of the neurons in a minimal set, as a guess
};

/// Heads on each layer, and on it with all below but on all layers.
Effort layers_effort(const StudySize& size) {
  const double heads = size.kinds * (2 * size.layers - 2);
  const double shares = size.kinds * (1 + (size.layers - 2) * (size.layers + 1) / (2 * size.layers));
  return {.subsets = {heads, shares}, .measured = shares};
}

/// In each of five views a head on all neurons and a search; in four of them words are turned, once.
Effort basis_effort(const StudySize& size, const probing::MinimalScope& scope, double head_flops) {
  constexpr double views = 5, turned = 4;
  probing::SubsetCount searched;
  for (const auto& wave : probing::typical_waves(scope)) {
    searched.heads += wave.heads;
    searched.shares += wave.shares;
  }
  const double turning = turned * 2 * size.training * size.neurons * size.neurons / size.layers;
  return {.others = views + turning / head_flops,
          .subsets = {views * searched.heads, views * searched.shares},
          .measured = views * (3 + 2 * searched.shares)};
}

/// All parts but the last have as many words as there are.
Effort mdl_effort(const StudySize& size) {
  constexpr double parts = 10;
  return {.others = size.kinds, .subsets = {2, 2 * size.share}, .measured = parts * (size.kinds + 2 * size.share)};
}

/// Correlations, and as many sets as fit; half of the neurons are taken to be representatives.
Effort redundancy_effort(const StudySize& size, double head_flops) {
  const double clustered = std::min(size.neurons, to_double(probing::most_clustered));
  const double sets = std::clamp(1 / size.share, 1.0, 10.0);
  return {.others = sets + size.training * clustered * clustered / head_flops,
          .subsets = {2 * sets + 2, 2 * sets * size.share + 1},
          .measured = 4 * sets * size.share + 2};
}

/// Moments, and small heads with two classes for twenty labels.
Effort monosemanticity_effort(const StudySize& size, double head_flops) {
  constexpr double heads = 20 * 7, neurons = 20 * 127, classes = 2;
  const double shares = neurons * classes / (size.neurons * size.labels);
  return {.others = 4 * size.training * size.neurons / head_flops, .subsets = {heads, shares}, .measured = shares};
}

/// Of each layer a covariance, its factors, and in each draw a head on twice its neurons.
Effort knockoffs_effort(const StudySize& size, double draws, double head_flops) {
  constexpr double words_a_sentence = 20, passes = 40, factorings = 30;
  const double width = size.neurons / size.layers;
  const double words = std::min(size.training / words_a_sentence, to_double(probing::most_knockoff_words));
  const double of_draw = passes * 4 * words * 2 * width * size.labels + 2 * words * width * width;
  const double of_layer = factorings * width * width * width + 2 * words * width * width;
  return {.others = size.layers * (of_layer + draws * of_draw) / head_flops};
}

/// Sizes are halved about eight times; a pass reads all neurons, and heads on the set are solved beside it.
Effort best_set_effort(const StudySize& size, const grid::Experiment& experiment, double typical_passes) {
  constexpr double sizes = 8;
  const double neurons = std::min(size.share * size.neurons, to_double(experiment.analyses.best_set.max));
  const double passes = sizes * to_double(experiment.analyses.best_set.passes);
  return {.others = passes / typical_passes, .subsets = {2 * passes, 2 * passes * neurons / size.neurons}};
}

}  // namespace

Effort study_effort(const grid::Experiment& experiment, const Facts& facts, const probing::StudyWork& work) {
  const grid::Cell& cell = work.id.cell;
  const auto& shape = facts.models[cell.model].shape;
  const auto& task = facts.tasks[cell.task];
  const StudySize size = {.neurons = to_double(shape.neurons()),
                          .layers = to_double(shape.layers),
                          .labels = to_double(task.labels),
                          .training = to_double(task.split(corpus::Split::train)),
                          .kinds = experiment.analyses.control ? 2.0 : 1.0,
                          .share = probing::typical_share(*std::ranges::min_element(work.scope.deltas))};
  const double head = head_flops(experiment, facts, cell);
  switch (work.study) {
    case Study::layers:
      return layers_effort(size);
    case Study::basis:
      return basis_effort(size, work.scope, head);
    case Study::mdl:
      return mdl_effort(size);
    case Study::redundancy:
      return redundancy_effort(size, head);
    case Study::monosemanticity:
      return monosemanticity_effort(size, head);
    case Study::knockoffs:
      return knockoffs_effort(size, to_double(experiment.analyses.knockoffs.draws), head);
    case Study::best_set:
      return best_set_effort(size, experiment, to_double(experiment.variants[cell.variant].probe.typical_passes()));
  }
  NEURANK_EXPECT(false);
  return {};
}

}  // namespace neurank::run
