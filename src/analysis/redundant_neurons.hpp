#pragma once

#include <vector>

#include "base/matrix.hpp"

namespace neurank::analysis {

/// Correlation from which on neurons are taken to say the same: clusters are cut at a distance of 0.3
/// (Dalvi et al. 2020, "Analyzing redundancy in pretrained transformer models", section 5.1).
inline constexpr double redundant_correlation = 0.7;

/// Clusters of neurons by average linkage of the distances 1 - |ρ|, cut where neighbours are further apart than
/// 1 - redundant_correlation. Neighbours are joined along chains (Murtagh 1983), which finds the same clusters as
/// joining the nearest pair first, but where distances are equal. O(N²) time; overwrites the matrix, which is all the
/// memory that it takes.
/// @param correlations [N, N], symmetric, in [-1, 1]; the diagonal is not read
/// @return [N] cluster of each neuron, numbered in the order of their first neurons
std::vector<Index> redundant_clusters(Matrix& correlations);

}  // namespace neurank::analysis
