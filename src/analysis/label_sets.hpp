#pragma once

#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {

using NeuronSets = std::vector<std::vector<Index>>;  ///< [L], each ascending

/// Every label's own neurons among the first n of a ranking by weight mass: with p* the score of the n-th neuron, label
/// t owns those of the n with mass_before_t <= p* (docs/method.md 9.2). The union over the labels that rank is exactly
/// the first n, also when scores are tied at the cut. A label whose weights are all zero owns none.
/// @param weights [L, N], finite  @param ranking rank_by_weight_mass() of some of their rows  @pre 1 <= n <= N
NeuronSets label_sets(ConstMatrixView weights, const ranking::NeuronRanking& ranking, Index n);

}  // namespace neurank::analysis
