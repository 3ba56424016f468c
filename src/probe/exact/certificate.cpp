#include "probe/exact/certificate.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::probe {

double nearest_subgradient(double weight, double u, const Penalty& penalty) {
  if (weight == 0) return std::copysign(std::max(0.0, std::abs(u) - penalty.l1), u);
  return u + 2 * penalty.l2 * weight + std::copysign(penalty.l1, weight);
}

double optimality_residual(const LossAt& at, const ConstMatrixRef& weights, const Penalty& penalty, RidgeForm ridge) {
  const double of_bias = at.bias.size() > 0 ? at.bias.cwiseAbs().maxCoeff() : 0;
  const double norm = weights.cast<double>().norm();
  if (ridge == RidgeForm::norm && norm == 0)
    return std::max(of_bias, (at.gradient.array().abs() - penalty.l1).max(0).matrix().norm() - penalty.l2);
  const Penalty squared = {penalty.l1, ridge == RidgeForm::norm ? penalty.l2 / (2 * norm) : penalty.l2};
  double residual = of_bias;
  for (Index label = 0; label < weights.rows(); ++label)
    for (Index n = 0; n < weights.cols(); ++n) {
      const double u = nearest_subgradient(to_double(weights(label, n)), at.gradient(label, n), squared);
      residual = std::max(residual, std::abs(u));
    }
  return residual;
}

Certificate certify(const LossAt& at, const ConstMatrixRef& weights, const Penalty& penalty) {
  NEURANK_EXPECT(penalty.l2 > 0 && weights.rows() == at.gradient.rows() && weights.cols() == at.gradient.cols());
  double l1_norm = 0, squares = 0, beyond_squares = 0;
  for (Index label = 0; label < weights.rows(); ++label)
    for (Index n = 0; n < weights.cols(); ++n) {
      const double w = to_double(weights(label, n)), u = at.gradient(label, n);
      const double beyond = std::max(0.0, std::abs(u) - penalty.l1);
      l1_norm += std::abs(w);
      squares += w * w;
      beyond_squares += beyond * beyond;
    }
  return {at.loss + penalty.l1 * l1_norm + penalty.l2 * squares,
          at.entropy - beyond_squares / (4 * penalty.l2) - largest_bias * at.bias.cwiseAbs().sum(),
          optimality_residual(at, weights, penalty)};
}

double safe_limit(const Certificate& certificate, double deviation, const Penalty& penalty) {
  return penalty.l1 - deviation * std::sqrt(std::max(0.0, certificate.gap()));
}

}  // namespace neurank::probe
