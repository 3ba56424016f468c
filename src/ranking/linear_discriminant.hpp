#pragma once

#include <cstdint>
#include <span>

#include "ranking/class_moments.hpp"
#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// Weights of a linear discriminant analysis, |R^-1 (μ_c - μ)|, with the shrunk covariance R within labels: what a
/// neuron adds for a label to all others. Neurons are counted in their overall standard deviations s_n, so that neither
/// the shrinkage nor the order depends on a neuron's unit; one that never varies is worth 0.
///
/// R is that of Ledoit & Wolf 2004 ("A well-conditioned estimator for large-dimensional covariance matrices", lemmas
/// 3.2 to 3.4): with z_i = (x_i - μ_c(i)) / s, T words and S = (1 / T) Σ_i z_i z_iᵀ,
///     m = tr(S) / N,  d² = |S - m I|²,  b² = min(d², (1 / T²) Σ_i |z_i z_iᵀ - S|²),  R = (b²/d²) m I + (1 - b²/d²) S,
/// in Frobenius norms. The class means are taken as known: the T residuals enter as T independent words.
///
/// A second pass over the words that gave the moments, so that residuals and their fourth powers are exact. Memory:
/// 8 N² bytes; O(B N²) for a batch, a product of matrices in single precision, whose bits depend on the library and its
/// threads, added in double precision.
class LinearDiscriminant {
 public:
  /// @param training of the words to come; outlives this object
  explicit LinearDiscriminant(const ClassMoments& training);

  /// @param batch [B, N], finite  @param labels [B] as the moments were given them
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  /// How far the covariance is shrunk, b²/d², at least 1e-5 and at most 1. 1 when nothing varies within labels; R is
  /// then I.
  /// @pre as many words as in the moments, at least one
  double shrinkage() const;

  /// |R^-1 (μ_c - μ)| [L, N], zeros for a label without words. O(N³ + L N²). Uses up the covariance, which is large.
  /// rank_by_label_mean makes a ranking of it. @pre as for shrinkage()
  LabelValues weights() &&;

 private:
  /// m, or 1 when nothing varies within labels.
  double mean_variance() const;

  const ClassMoments& training_;
  Eigen::RowVectorXd scale_;  ///< [N] 1 / s_n; 0 for a neuron that never varies
  LabelValues products_;      ///< [N, N] Σ_i z_i z_iᵀ, upper triangle; what is below it in its panels is not used
  double fourth_powers_ = 0;  ///< Σ_i |z_i|⁴
  std::int64_t words_ = 0;
};

}  // namespace neurank::ranking
