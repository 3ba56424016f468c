#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "ranking/gaussian_moments.hpp"

namespace neurank::ranking {

/// Gaussians of all labels over K candidate neurons, from which that of any of their subsets follows: the probe of
/// Torroba Hennigen et al. 2020 ("Intrinsic probing through dimension selection"), with the prior of NeuroX.
///
/// A label's parameters are the most probable ones under a normal-inverse-Wishart prior with μ0 = μ_c, Λ0 = diag(C_c),
/// ν0 = d + 2 and k0 = 0.01 for d neurons: the mean stays μ_c, and with n_c words and their scatter S_c
///     Σ_c = (Λ0 + S_c) / (n_c + 2 d + 4).
/// So that labels of a word or two have a Gaussian, too, each label is given one word more whose scatter is the mean
/// covariance within labels, Σ_c' p_c' C_c' (as in LabelInformation): n_c and S_c count it, C_c = S_c / n_c, and Λ0 is
/// at least 1e-6 of the neuron's overall variance. Neurons that say the same leave Σ_c regular by Λ0.
///
/// A neuron that never varies in training tells nothing: what is asked of a subset is answered without it, and d does
/// not count it. Neurons are counted in their overall standard deviations from their overall means, which changes no
/// posterior. Labels without words in training have no Gaussian. Memory: 8 L K² bytes, those of the moments.
class GaussianModel {
 public:
  /// @param training of at least one word
  explicit GaussianModel(GaussianMoments training);

  Index label_count() const { return to_index(place_.size()); }       ///< L
  const std::vector<Index>& candidates() const { return neurons_; }   ///< [K] columns of batches
  const std::vector<Index>& known_labels() const { return labels_; }  ///< [P] that have words in training, ascending

  /// Place of a label among those that are known, or -1.
  Index place_of(std::int32_t label) const;

  /// Whether a candidate varies in training. @param candidate in [0, K), as in all that follows
  bool varies(Index candidate) const { return scale_[candidate] > 0; }

  /// [P, K] means of the known labels.
  const LabelValues& mean() const { return mean_; }

  /// Λ0 + S_c [K, K] of a known label; zeros for neurons that never vary. @param place in [0, P)
  const Eigen::MatrixXd& scatter(Index place) const { return scatter_[to_size(place)]; }

  /// Least variance that others leave a candidate of Λ0 + S_c: a bound of its Schur complements.
  double least_pivot(Index place, Index candidate) const;

  /// What Λ0 + S_c is divided by, n_c + 2 d + 4. @param dimensions d, neurons that vary
  double divisor(Index place, Index dimensions) const;

  /// log p_c + (d / 2) log(n_c + 2 d + 4) [nats]: the terms of a word's log density that depend on neither the word nor
  /// which neurons they are. Another -1/2 (log |Λ0 + S_c| + (n_c + 2 d + 4) q), q the word's squared distance under
  /// Λ0 + S_c, makes it log p(x, c), but for terms that all labels share.
  double log_constant(Index place, Index dimensions) const;

  /// Words in standard deviations from the overall mean [B, K]; zeros for candidates that never vary.
  /// @param values [B, K] of the candidates
  LabelValues standardised(const ConstMatrixRef& values) const;

 private:
  void add_scatter(GaussianMoments& training);

  std::vector<Index> neurons_, labels_;
  std::vector<Index> place_;           ///< [L]
  std::vector<double> count_, share_;  ///< [P] n_c; p_c of the words themselves
  Eigen::RowVectorXd centre_, scale_;  ///< [K] overall mean; 1 / deviation, 0 for a neuron that never varies
  LabelValues mean_;
  std::vector<Eigen::MatrixXd> scatter_;
};

/// How well words were labelled.
struct GaussianVerdict {
  std::int64_t words = 0;     ///< with a label of the task
  std::int64_t known = 0;     ///< with one that training has
  std::int64_t correct = 0;   ///< whose label is the most probable one
  double log_likelihood = 0;  ///< Σ log p(y | x) over the known ones, in nats

  /// Share of correct words, in [0, 1]: one whose label training does not have is wrong. 0 where there are none.
  double accuracy() const;

  /// Of a known word, in nats, at most 0. 0 where there are none.
  double mean_log_likelihood() const;
};

/// The Gaussian classifiers (quadratic discriminant analyses) of the first neurons of an order, for S numbers of them
/// at the cost of the largest, d: Λ0 + S_c of the first n neurons is a leading block of that of all d, so its Cholesky
/// factor is one, too, and a word's squared distance is what the forward substitution for all d has summed after n.
///
/// 32 words at a time go through the substitution side by side, each by the same operations in the same order, so that
/// the bits do not depend on how words are cut into batches; those of the factors do on the BLAS and its threads.
/// Memory: 8 P d² bytes.
class GaussianPrefixes {
 public:
  /// @param model outlives this object  @param order distinct columns of batches, all of them candidates
  /// @param sizes [S] how many of the order's first neurons, ascending, each in [0, length of the order]; at least one
  GaussianPrefixes(const GaussianModel& model, std::span<const Index> order, const std::vector<Index>& sizes);

  /// log p(c | x) in nats for each size, [S] of [B, L]; -infinity for labels without words in training.
  /// O(B L (d² + S)). @param batch [B, N], finite
  std::vector<LabelValues> log_posteriors(const ConstMatrixRef& batch) const;

  /// Adds words to the verdict on each size. Memory: about 4 kB (S L + 2 K + d), those of 512 words, whatever B is.
  /// @param batch as above  @param labels [B]; words with one outside [0, L) are left out  @param verdicts [S]
  void judge(const ConstMatrixRef& batch, std::span<const std::int32_t> labels,
             std::span<GaussianVerdict> verdicts) const;

 private:
  void choose(std::span<const Index> order, const std::vector<Index>& sizes);
  void fill(Index first, const LabelValues& values, std::vector<LabelValues>& found) const;

  const GaussianModel& model_;
  std::vector<Index> chosen_;             ///< candidates that vary [d]
  std::vector<Index> dimensions_;         ///< [S] how many of them each size has
  LabelValues mean_;                      ///< [P, d]
  std::vector<Eigen::MatrixXd> factors_;  ///< [P] of [d, d]: upper Cholesky factors of Λ0 + S_c
  LabelValues constant_, precision_;      ///< [S, P] log density: constant - precision * squared distance
};

/// The Gaussian classifier of a subset of the candidates.
class GaussianClassifier {
 public:
  /// @param model outlives this object  @param neurons distinct columns of batches, all of them candidates; may be none
  GaussianClassifier(const GaussianModel& model, std::span<const Index> neurons)
      : whole_(model, neurons, {to_index(neurons.size())}) {}

  /// log p(c | x) [B, L] in nats; -infinity for labels without words in training. O(B L d²).
  /// @param batch [B, N], finite
  LabelValues log_posterior(const ConstMatrixRef& batch) const;

  /// The most probable label of each word [B], the first of equals. @param batch as above
  std::vector<std::int32_t> predictions(const ConstMatrixRef& batch) const;

  /// Adds words to a verdict. @param batch as above  @param labels [B]; words with one outside [0, L) are left out
  void judge(const ConstMatrixRef& batch, std::span<const std::int32_t> labels, GaussianVerdict& verdict) const {
    whole_.judge(batch, labels, std::span(&verdict, 1));
  }

 private:
  GaussianPrefixes whole_;
};

}  // namespace neurank::ranking
