#pragma once

#include <Eigen/Core>
#include <limits>

#include "base/matrix.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

using DoubleMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// What one pass over words tells of a head's cross entropy: means over the words whose label it knows, all 0 without
/// such words.
struct LossAt {
  double loss = 0;               ///< cross entropy, in nats
  double entropy = 0;            ///< of the head's predictions, in nats
  DoubleMatrix gradient;         ///< [L, N] of the loss in the weights
  Eigen::VectorXd bias;          ///< [L] of the loss in the bias
  Eigen::MatrixXd bias_squared;  ///< [L, L] second derivatives in the bias
  Index words = 0;               ///< whose label the head knows
};

/// Largest absolute value of a bias for which certificates hold; solve_exactly() means those for centred neurons.
constexpr double largest_bias = 50;

/// How far a head is from the optimum of mean cross entropy + l1 * sum |W| + l2 * sum W^2 at most: no head whose biases
/// are within largest_bias has less than `dual` (docs/method.md 3.6).
struct Certificate {
  double primal = std::numeric_limits<double>::infinity();  ///< the head's own
  double dual = -std::numeric_limits<double>::infinity();   ///< a lower bound of every head's
  double residual = 0;  ///< largest absolute value of the subgradient nearest to 0, over weights and bias

  double gap() const { return primal - dual; }
  double relative_gap() const { return primal > 0 ? gap() / primal : gap(); }
};

/// By Fenchel duality: with u the gradient in the weights and r that in the bias, the dual is the mean entropy of the
/// predictions - sum (|u| - l1)+^2 / (4 l2) - largest_bias * sum |r|. @pre penalty.l2 > 0
Certificate certify(const LossAt& at, const ConstMatrixRef& weights, const Penalty& penalty);

/// The subgradient of the whole loss nearest to 0, in one weight. @param u gradient of the mean cross entropy in it
double nearest_subgradient(double weight, double u, const Penalty& penalty);

/// How far a head is from the optimum of its loss: the largest absolute value of the subgradient nearest to 0, over
/// weights and bias; 0 at the optimum (the KKT conditions). For RidgeForm::norm and weights that are all zero it is the
/// Frobenius norm by which the gradient, thresholded by λ1, exceeds λ2.
double optimality_residual(const LossAt& at, const ConstMatrixRef& weights, const Penalty& penalty,
                           RidgeForm ridge = RidgeForm::squared);

/// Largest |u| that the gradient in a weight may have for the weight to be 0 at the optimum for certain: any dual point
/// is within sqrt(gap) of the optimum, for each neuron times its deviation (Ndiaye et al. 2017, section 3.2, with the
/// loss's dual 2-strongly concave). Not positive: nothing is known. @param deviation of the neuron, at least 0
double safe_limit(const Certificate& certificate, double deviation, const Penalty& penalty);

}  // namespace neurank::probe
