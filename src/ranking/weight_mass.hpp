#pragma once

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::ranking {

/// Ranking by weight mass (Dalvi et al. 2019, algorithm 1, swept over all masses: docs/method.md 5.1). For each label,
/// neurons sorted by |weight| descending; mass_before(n) is the share of its weight mass that those before n hold. The
/// score of n, in [0, 1), is the smallest mass_before over all labels, so that at any mass p the union of the labels'
/// prefixes is {n : score(n) < p} (and, at p = 0, every label's first neuron). Ties: larger share of a label's mass
/// first, then lower id. A label whose weights are all zero has no say; when all are, the order is by id.
/// @param weights [L, N], finite
NeuronRanking rank_by_weight_mass(ConstMatrixView weights);

/// Puts the neurons without any weight behind all others, with a score of 1: those first that are nearest to getting
/// one, of equals in an order drawn from the seed, never by id, which would put the first layer's first.
/// @param closeness [N] the larger, the nearer; empty: all are equal
void order_unweighted(ConstMatrixView weights, std::span<const double> closeness, std::uint64_t seed,
                      NeuronRanking& ranking);

/// Weight mass of one label: the sum of |weight|. @param weights [N]
double total_mass(std::span<const float> weights);

/// mass_before of one label's weights, all 0 when these are all 0. @param weights [N] @return [N] by neuron
std::vector<double> mass_before(std::span<const float> weights);

}  // namespace neurank::ranking
