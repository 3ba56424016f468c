#include "probe/exact/head_loss.hpp"

#include <Eigen/Cholesky>
#include <algorithm>

#include "base/cast.hpp"

namespace neurank::probe {

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

double HeadLoss::gap_without_bias(const Point& point) {
  const auto [primal, dual, residual] = point.certificate;
  return Certificate{primal, dual + largest_bias * point.at.bias.cwiseAbs().sum()}.relative_gap();
}

Vector HeadLoss::bias_step(const Point& point) {
  constexpr double least = 1e-10;
  Eigen::MatrixXd curvature = point.at.bias_squared;
  curvature.array() += curvature.trace() / to_double(curvature.rows());  // all biases alike: nothing but rounding asks
  curvature.diagonal().array() += least;
  return -curvature.ldlt().solve(point.at.bias).cast<float>();
}

}  // namespace neurank::probe
