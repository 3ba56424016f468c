#pragma once

#include <span>

#include "base/matrix.hpp"

namespace neurank::probe {

/// slope * (w - here) + scale / 2 (w - here)^T metric (w - here) + sum l1 |w|, to be minimised over w.
struct SparseQuadratic {
  const Matrix& metric;  ///< [n, n] symmetric, positive definite
  Vector here;           ///< [n]
  Vector slope;          ///< [n]
  Vector l1;             ///< [n] at least 0
  float scale = 1;       ///< positive
};

/// By coordinate descent from `here`, until the squares of a sweep's steps, in the metric's diagonal, are `part` of the
/// first one's or `sweeps` are over. A coordinate at rest is exactly 0 or does not change. @return [n] w
Vector minimize(const SparseQuadratic& problem, double part, Index sweeps);

/// Adds to each column of weights [L, n] the number for which sum l1 |w| + l2 w^2 over the column is least. No softmax
/// of these weights changes by it, as all labels' scores change alike. @pre l2 > 0
void settle_shifts(float l1, float l2, Eigen::Ref<Matrix> weights);

}  // namespace neurank::probe
