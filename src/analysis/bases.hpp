#pragma once

#include <cstdint>

#include "base/matrix.hpp"

namespace neurank::analysis {

// Other directions in which the states of a layer can be looked at (docs/method.md 9.8): a state x, as a row, becomes
// (x - mean) times such a matrix, whose columns are orthonormal.

/// A rotation or reflection drawn from the uniform (Haar) distribution: Q of the QR decomposition of a matrix of normal
/// numbers, its columns turned so that the diagonal of R is positive (Mezzadri 2007, "How to generate random matrices
/// from the classical compact groups", section 5). O(width³), in double precision. @return [width, width]
Matrix haar_rotation(Index width, std::uint64_t seed);

/// Eigenvectors of a covariance, those of large eigenvalues first; each with its largest component positive, the first
/// of several that are as large. O(width³), in double precision. @param covariance [width, width], symmetric, finite
Matrix principal_axes(const Eigen::MatrixXd& covariance);

}  // namespace neurank::analysis
