#pragma once

#include <cstdint>

#include "base/matrix.hpp"

namespace neurank::analysis {

/// Draws Gaussian model-X knockoffs of neurons (Candès, Fan, Janson & Lv 2018, "Panning for gold", section 3.1,
/// after equation 3.2): x~ given x is normal with
///     mean x - x Σ⁻¹ D,   covariance 2 D - D Σ⁻¹ D,
/// so that for x normal with covariance Σ any neurons may change places with their knockoffs without a change of the
/// joint distribution. Σ is the scores' correlation, shrunk (ranking::ShrunkCovariance); D that of
/// minimum_variance_distances(). Labels have no part in it.
///
/// O(T N² + N³) once; O(T N²) a draw. Memory: 8 T N + 4 N² bytes, up to 48 N² more at the start. A word's noise is
/// drawn from its own seed, so that the number of threads changes no more than the last bits, by the BLAS.
class KnockoffSampler {
 public:
  /// @param scores [T, N] of mean 0 and variance 1 in each neuron
  explicit KnockoffSampler(Matrix scores);

  const Matrix& scores() const { return scores_; }                 ///< [T, N]
  const Eigen::VectorXd& distances() const { return distances_; }  ///< [N] the diagonal of D
  double shrinkage() const { return shrinkage_; }                  ///< of the correlation, in (0, 1]

  /// @return [T, N] a knockoff of every neuron
  Matrix draw(std::uint64_t seed) const;

 private:
  Matrix scores_, mean_;  ///< [T, N]
  Eigen::VectorXd distances_;
  double shrinkage_ = 1;
  Matrix factor_;  ///< [N, N] lower Cholesky factor of the covariance given the scores
};

}  // namespace neurank::analysis
