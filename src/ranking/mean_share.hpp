#pragma once

#include <cstdint>

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::ranking {

/// Importance of a neuron for a whole task: the mean over labels of |W_tn| / sum_n |W_tn|, its share of the label's
/// weight mass. Sums to 1 over neurons. A label whose weights are all zero has no say; when all are, every neuron
/// gets 0. @param weights [L, N], finite  @return [N]
std::vector<double> mean_mass_share(ConstMatrixView weights);

/// Ranking by mean_mass_share, largest first, neurons of equal share in an order drawn from the seed. After Antverg &
/// Belinkov 2022, who rank by the mean over labels of |W_tn|: a neuron's total over labels decides, where
/// rank_by_weight_mass lets every label name its first neurons in turn. Unlike theirs, the share gives labels with
/// small weights the same say (docs/method.md 5.4). The score is the share with a minus sign, in [-1, 0].
NeuronRanking rank_by_mean_share(ConstMatrixView weights, std::uint64_t seed);

}  // namespace neurank::ranking
