#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/label_sets.hpp"
#include "analysis/resampling.hpp"
#include "base/matrix.hpp"

namespace neurank::analysis {

/// What decides how weights that have nothing to do with each other would look.
struct SharingNull {
  std::vector<double> deviations = {};  ///< [N] of the neurons' activations; empty: all are 1
  std::vector<Index> ranked, compared;  ///< labels that rank neurons, and those whose sets are compared; ascending
  double l1 = 0, l2 = 0;                ///< penalty lambda1 sum |W| + lambda2 sum W^2 of the head
  Index draws = 0;
  std::uint64_t seed = 0;
};

/// Sharing of labels that are unrelated, in each draw. Empty where fewer than two labels have neurons.
struct UnrelatedSharing {
  std::vector<double> ratio, jaccard;
};

/// Fewest labels that are compared by it: below, what labels share follows from the softmax.
constexpr std::size_t fewest_compared = 6;

/// Permutation null of sharing() (docs/method.md 9.3). In each draw the signed weights of every label, times the
/// neurons' deviations, go to other neurons; as scores do not change when the same vector is added to the weights of
/// all labels, the penalty then takes what it likes least off each neuron's weights (their mean, with a ridge alone):
/// by this constraint labels are alike without having anything to do with each other. Neurons are ranked and sets are
/// made as for the head itself. @param weights [L, N] of the task  @param sizes of the top sets  @return [sizes]
std::vector<UnrelatedSharing> permuted_sharing(ConstMatrixView weights, std::span<const Index> sizes,
                                               const SharingNull& null);

/// Own sets of the compared labels in the top sets of a head, as label_sets() of its ranking by weight mass has them;
/// fast where sizes are small, since no more than the first neurons of each label are put in order. @return [sizes]
std::vector<NeuronSets> own_sets(ConstMatrixView weights, std::span<const Index> sizes, const SharingNull& null);

/// The weights of one of these draws. @return [L, N]
Matrix unrelated_weights(ConstMatrixView weights, const SharingNull& null, Index draw);

/// A measured value beside draws of what it would be by chance.
struct AgainstChance {
  double mean = 0;
  Interval band;  ///< 95 % of the draws
  double p_value = 1;
};

/// Nothing without draws. The p-value is two-sided, as p_value() has it.
std::optional<AgainstChance> against_chance(double measured, std::span<const double> draws);

/// c that is least penalised in lambda1 sum |w - c| + lambda2 sum (w - c)^2: the median where lambda2 is 0, the mean
/// where lambda1 is, or both are. @pre at least one weight
float penalised_center(std::vector<float> weights, double l1, double l2);

}  // namespace neurank::analysis
