#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ranking/class_moments.hpp"

namespace neurank::ranking {

/// What each neuron tells of a word's label, in nats: I(x_n; y) = H(y) - E[-log p(y | x_n)], where p(y | x_n) is Bayes'
/// rule with a Gaussian for each label and the labels' shares as prior, both of the training words, and the expectation
/// is over other words, those of dev (Torroba Hennigen et al. 2020, for one neuron at a time). H(y) is the
/// entropy of the labels of the same dev words. A lower bound of the mutual information in expectation: negative where
/// the Gaussians mislead.
///
/// A label's variance is that of its words and one more of the neuron's mean variance within labels, (n_c s²_cn +
/// Σ_c' p_c' s²_c'n) / (n_c + 1), and at least 1e-6 of its overall variance, so that labels of a word or two have a
/// Gaussian, too. A neuron that never varies in training tells nothing: p(y | x_n) is the prior.
class LabelInformation {
 public:
  /// @param training of the training words, at least one; outlives this object
  explicit LabelInformation(const ClassMoments& training);

  /// Adds words to the expectation; those with a label outside [0, L), or with one that training does not have, are
  /// left out. A neuron's words are summed by one thread in their order. O(B N L).
  /// @param batch [B, N], finite  @param labels [B]
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  /// [N] information of all words so far; zeros where there are none.
  std::vector<double> nats() const;

 private:
  const ClassMoments& training_;
  std::vector<std::int64_t> count_;  ///< [L] words added
  std::vector<double> surprise_;     ///< [N] sum over them of -log p(y | x_n)
};

}  // namespace neurank::ranking
