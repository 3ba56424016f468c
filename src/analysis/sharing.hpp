#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/label_sets.hpp"

namespace neurank::analysis {

/// How far labels share their neurons.
struct Sharing {
  Index union_size = 0;                    ///< neurons of at least one label
  Index sum = 0;                           ///< sizes of all labels' sets added up
  std::optional<double> sharing_ratio;     ///< sum / union, in [1, labels]; 1: disjoint; nothing when all are empty
  std::optional<double> mean_jaccard;      ///< over pairs of labels, in [0, 1]; nothing for fewer than two labels
  std::optional<double> expected_jaccard;  ///< of random sets of these sizes, drawn from all neurons
};

/// Sharing among some labels (docs/method.md 9.3). Labels without neurons count in no pair.
/// A sharing ratio of L is found only when all labels use the same neurons in the same order of weight. When they use
/// the same n neurons equally, each in its own order, the union is full before the labels' prefixes are, and the
/// ratio is about L (1 - n^(-1/L)): 2.5 for 3 labels and 200 neurons, and about ln n at most, however many the labels.
/// @param labels which sets to compare, distinct: the frequent ones  @param neurons N
Sharing sharing(const NeuronSets& sets, std::span<const Index> labels, Index neurons);

/// The same but for expected_jaccard, which takes longest.
Sharing sharing_without_expectation(const NeuronSets& sets, std::span<const Index> labels);

/// Spearman correlation of a label's number of neurons with its number of training words, over some labels; nothing
/// where spearman_rho is not defined. @param counts [L] training words
std::optional<double> size_frequency_correlation(const NeuronSets& sets, std::span<const Index> counts,
                                                 std::span<const Index> labels);

/// How much larger a label's number of neurons is than its number of training words lets expect: the residual of the
/// least-squares line of ln(neurons) on ln(words) over some labels, those without neurons left out. Nothing for others,
/// and for fewer than three labels or when all have as many words. @param counts [L] training words  @return [L]
std::vector<std::optional<double>> size_residuals(const NeuronSets& sets, std::span<const Index> counts,
                                                  std::span<const Index> labels);

}  // namespace neurank::analysis
