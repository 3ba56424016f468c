#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::ranking {

// Rankings by the weights of a head [L, N], all finite. Of equal neurons, those without any weight among them, an order
// drawn from the seed decides; it never depends on ids.

/// Mean over labels of |W_tn|: Antverg & Belinkov 2022, appendix A.1. Labels with large weights have the larger say,
/// unlike in mean_mass_share. @return [N]
std::vector<double> mean_absolute_weight(ConstMatrixView weights);

/// Ranking by mean_absolute_weight, largest first.
NeuronRanking rank_by_mean_abs(ConstMatrixView weights, std::uint64_t seed);

/// Largest |W_tn| of any label, the magnitude of weights of Durrani et al. 2023. @return [N]
std::vector<double> largest_absolute_weight(ConstMatrixView weights);

/// Ranking by largest_absolute_weight, largest first.
NeuronRanking rank_by_weight_magnitude(ConstMatrixView weights, std::uint64_t seed);

/// Ranking by weight mass (rank_by_weight_mass, whose score it has) of |W_tn| s_n, the change of a label's score when
/// the neuron changes by its standard deviation: what |W_tn| is for a head that reads standardized neurons. Neurons for
/// which the product is 0 for all labels come last, with a score of 1. @param deviation [N] s_n, not negative
NeuronRanking rank_by_weight_sd(ConstMatrixView weights, std::span<const double> deviation, std::uint64_t seed);

}  // namespace neurank::ranking
