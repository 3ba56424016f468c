#pragma once

#include <cstdint>

#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// The covariance R of N neurons, shrunk towards a multiple of the identity so that it has an inverse: Ledoit & Wolf
/// 2004 ("A well-conditioned estimator for large-dimensional covariance matrices", lemmas 3.2 to 3.4). With z_i the T
/// words and S = (1 / T) Σ_i z_i z_iᵀ,
///     m = tr(S) / N,  d² = |S - m I|²,  b² = min(d², (1 / T²) Σ_i |z_i z_iᵀ - S|²),  R = (b²/d²) m I + (1 - b²/d²) S,
/// in Frobenius norms.
///
/// Memory: 8 N² bytes; O(B N²) for a batch, a product of matrices in single precision over at most 1024 words, whose
/// bits depend on the library and its threads, added in double precision.
class ShrunkCovariance {
 public:
  explicit ShrunkCovariance(Index neurons) : products_(LabelValues::Zero(neurons, neurons)) {}

  /// @param z [B, N] words as deviations from their mean, finite
  void add(const ConstMatrixRef& z);

  std::int64_t words() const { return words_; }

  /// How far it is shrunk, b²/d², at least 1e-5 and at most 1. 1 when nothing varies; R is then I. @pre at least one
  /// word
  double shrinkage() const;

  /// R [N, N], upper triangle; what is below it is not to be used. Uses up the sums, which are large. @pre at least one
  /// word
  LabelValues matrix() &&;

 private:
  /// m, or 1 when nothing varies.
  double mean_variance() const;

  LabelValues products_;      ///< [N, N] Σ_i z_i z_iᵀ, upper triangle; what is below it in its panels is not used
  double fourth_powers_ = 0;  ///< Σ_i |z_i|⁴
  std::int64_t words_ = 0;
};

}  // namespace neurank::ranking
