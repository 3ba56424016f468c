#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// What the order of words by a neuron's value says of their labels, for a block of n neurons. It depends on the order
/// alone: no scale and no outlier has a say. rank_by_label_mean makes a ranking of the first two.
struct OrderScores {
  /// [L, n] average precision of the neuron as a detector of a label: Σ_k (R_k - R_{k-1}) P_k over its distinct values,
  /// words of equal value together; the larger one of x and -x (Suau et al. 2020, who take x alone). About p_c for a
  /// neuron that knows nothing; 0 for a label without words.
  LabelValues average_precision;
  /// [L, n] |A ∩ C| / |A ∪ C|, where C are the words of the label and A the active ones: those not below the quantile
  /// 1 - p_c of the neuron, which is the |C|-th largest value, so that |A| = |C| but for ties, which are all active.
  /// The larger one of x and -x (after Mu & Andreas 2020, whose quantile is the same for all labels). 0 for a label
  /// without words.
  LabelValues iou;
  /// [n] mutual information of the label and the neuron cut into 20 bins with as many words each, in nats: the plug-in
  /// estimate less (K_xy - K_x - K_y + 1) / (2 T), where K are the numbers of bins, labels and pairs of them that occur
  /// (Miller 1955, for each of three entropies). Words of equal value share the bin of their middle. May be below 0.
  std::vector<double> information;
};

/// Sorts each neuron once: O(T + L) for each, by radix. Neurons are computed by themselves, so that the threads do not
/// change bits. Memory, beside the result: 80 T + 200 L bytes for each thread.
/// @param values [T, n] of all words, no NaN: some columns of the activations
/// @param labels [T]; words with one outside [0, label_count) are left out
OrderScores order_scores(const ConstMatrixRef& values, std::span<const std::int32_t> labels, Index label_count);

}  // namespace neurank::ranking
