#pragma once

#include <span>
#include <vector>

#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {

/// Neurons that are copied and permuted, so that they cannot know a word's label (docs/method.md 9.4): all where there
/// are up to 2000, else 1000 in each of three draws.
struct ShadowPlan {
  Index shadows = 0;  ///< in a draw
  Index draws = 0;
};
ShadowPlan shadow_plan(Index neurons);

/// For every place in the order of the true neurons the number of shadows that stand before it. @param ranking of
/// neurons, then shadows, [N + M]  @return [N]
std::vector<Index> shadows_before(const ranking::NeuronRanking& ranking, Index neurons);

/// The largest n for which at most a tenth of the first n true neurons are estimated to rank there by noise: (1 + s(n))
/// / M * N / n <= 0.1 with s(n) shadows before the n-th, M of all draws together; 0 where there is none.
/// @param before [draws] of shadows_before()  @param shadows M of one draw
Index neurons_above_noise(const std::vector<std::vector<Index>>& before, Index shadows);

}  // namespace neurank::analysis
