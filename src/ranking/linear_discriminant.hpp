#pragma once

#include <cstdint>
#include <span>

#include "ranking/class_moments.hpp"
#include "ranking/label_values.hpp"
#include "ranking/shrunk_covariance.hpp"

namespace neurank::ranking {

/// Weights of a linear discriminant analysis, |R^-1 (μ_c - μ)|, with the shrunk covariance R within labels: what a
/// neuron adds for a label to all others. Neurons are counted in their overall standard deviations s_n, so that neither
/// the shrinkage nor the order depends on a neuron's unit; one that never varies is worth 0.
///
/// R is the covariance of the residuals in standard deviations, shrunk (ShrunkCovariance). The class means are taken as
/// known: the T residuals enter as T independent words.
///
/// A second pass over the words that gave the moments, so that residuals and their fourth powers are exact. Memory:
/// that of the ShrunkCovariance, and O(B N) for a batch.
class LinearDiscriminant {
 public:
  /// @param training of the words to come; outlives this object
  explicit LinearDiscriminant(const ClassMoments& training);

  /// @param batch [B, N], finite  @param labels [B] as the moments were given them
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  /// How far the covariance is shrunk, as ShrunkCovariance says.
  /// @pre as many words as in the moments, at least one
  double shrinkage() const;

  /// |R^-1 (μ_c - μ)| [L, N], zeros for a label without words. O(N³ + L N²). Uses up the covariance, which is large.
  /// rank_by_label_mean makes a ranking of it. @pre as for shrinkage()
  LabelValues weights() &&;

 private:
  const ClassMoments& training_;
  Eigen::RowVectorXd scale_;     ///< [N] 1 / s_n; 0 for a neuron that never varies
  ShrunkCovariance covariance_;  ///< of the residuals
};

}  // namespace neurank::ranking
