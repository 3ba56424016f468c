#pragma once

#include <Eigen/Core>

namespace neurank::analysis {

/// The diagonal of D, by which Gaussian knockoffs of neurons with correlation Σ differ from them: cov(x, x~) = Σ - D.
/// The larger it is, the less does a knockoff look like its neuron. Minimum-variance knockoffs (Spector & Janson 2022,
/// "Powerful knockoffs via minimizing reconstructability"): the D for which tr(G⁻¹) is least, G being the covariance of
/// neurons and knockoffs together, that is, for which
///     tr((2 Σ - D)⁻¹) + Σ_j 1 / D_jj
/// is. By Newton's method in log D, in which it is convex, too; about ten steps of O(N³). Memory: 40 N² bytes.
/// @param correlation [N, N] symmetric, positive definite  @return [N] positive, with 2 Σ - D positive definite
Eigen::VectorXd minimum_variance_distances(const Eigen::MatrixXd& correlation);

}  // namespace neurank::analysis
