#include "probe/exact/head_loss.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "probe/exact/sparse_quadratic.hpp"

namespace neurank::probe {

bool is_better(const Point& one, const Point& other) {
  if (!is_alike(one, other)) return one.certificate.primal < other.certificate.primal;
  return HeadLoss::gap_of_weights(one) < HeadLoss::gap_of_weights(other);
}

bool is_alike(const Point& one, const Point& other) {
  constexpr double rounding = 1e-7;
  return std::abs(one.certificate.primal - other.certificate.primal) <= rounding * other.certificate.primal;
}

HeadLoss::HeadLoss(LossPasses& passes, Targets targets, const Penalty& penalty, NeuronPrefix neurons, Vector variance,
                   std::size_t most_unsure)
    : passes_(passes),
      targets_(std::move(targets)),
      penalty_(penalty),
      neurons_(std::move(neurons)),
      variance_(std::move(variance)),
      most_unsure_(most_unsure) {}

void HeadLoss::look(Point& point) {
  const LossQuestion question = {neurons_, point.weights, point.bias, targets_, &unsure_, most_unsure_};
  point.at = std::move(passes_.losses({&question, 1}).front());
  constexpr double hardly = 0.01;  // part of a word's mean share in the curvature
  unsure_.least = static_cast<float>(hardly * point.at.bias_squared.trace());
  point.certificate = certify(point.at, point.weights, penalty_);
}

void HeadLoss::take(Point& point, UnsureWords unsure) {
  unsure_ = std::move(unsure);
  point.certificate = certify(point.at, point.weights, penalty_);
}

/// For any weights and biases, mean cross entropy - mean entropy = W . gradient + b . gradient of the biases.
double HeadLoss::gap_of_weights(const Point& point) {
  const auto [primal, dual, residual] = point.certificate;
  const double of_biases = largest_bias * point.at.bias.cwiseAbs().sum() + point.at.bias.dot(point.bias.cast<double>());
  return Certificate{primal, dual + of_biases}.relative_gap();
}

Head HeadLoss::slope(const Point& point) const {
  return {(point.at.gradient + 2 * penalty_.l2 * point.weights.cast<double>()).cast<float>(),
          point.at.bias.cast<float>()};
}

void HeadLoss::settle(Head& head) const {
  head.bias.array() -= head.bias.mean();
  settle_shifts(static_cast<float>(penalty_.l1), static_cast<float>(penalty_.l2), head.weights);
}

float HeadLoss::part_of_way(const Head& way, const Point& begin, const Point& end) const {
  constexpr double least = 0.02, most = 0.5;
  const double first = slope_along(way, begin, 1), last = slope_along(way, end, -1);
  return static_cast<float>(std::clamp(first < 0 && last > 0 ? first / (first - last) : most, least, most));
}

/// @param sign of the step that weights of 0 are about to take along the way, 1, or of the one that led to 0, -1
double HeadLoss::slope_along(const Head& way, const Point& at, double sign) const {
  double sum = at.at.bias.dot(way.bias.cast<double>());
  for (Index label = 0; label < way.weights.rows(); ++label)
    for (Index column = 0; column < way.weights.cols(); ++column) {
      const double d = to_double(way.weights(label, column)), w = to_double(at.weights(label, column));
      sum += (at.at.gradient(label, column) + 2 * penalty_.l2 * w) * d;
      sum += w != 0 ? std::copysign(penalty_.l1, w) * d : sign * penalty_.l1 * std::abs(d);
    }
  return sum;
}

Vector HeadLoss::bias_step(const Point& point) {
  constexpr double least = 1e-10;
  Eigen::MatrixXd curvature = point.at.bias_squared;
  curvature.array() += curvature.trace() / to_double(curvature.rows());  // all biases alike: nothing but rounding asks
  curvature.diagonal().array() += least;
  return -curvature.ldlt().solve(point.at.bias).cast<float>();
}

}  // namespace neurank::probe
