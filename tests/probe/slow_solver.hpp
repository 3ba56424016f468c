#pragma once

#include "probe/exact_problem.hpp"

namespace neurank::test {

/// The optimum of a DoubleProblem by Newton's method on all weights and biases at once: the whole matrix of second
/// derivatives, its penalised model minimised by coordinate descent, steps cut in halves until the loss falls enough.
class SlowSolver {
 public:
  explicit SlowSolver(const DoubleProblem& problem)
      : problem_(problem.known()), width_(problem.x.cols() + 1), ones_(problem_.x.rows(), width_) {
    ones_ << problem_.x, Eigen::VectorXd::Ones(problem_.x.rows());
    head_ = {Eigen::MatrixXd::Zero(problem_.labels, width_ - 1), log_shares(problem_)};
  }

  DoubleHead run() {
    constexpr int most_steps = 200;
    for (int i = 0; i < most_steps && residual() > 1e-10; ++i)
      if (!go(model_step())) break;
    return head_;
  }

  /// Largest absolute value of the subgradient nearest to 0.
  double residual() const { return certify_weights(loss_at(problem_, head_)); }

 private:
  double certify_weights(const probe::LossAt& at) const {
    double largest = at.bias.cwiseAbs().maxCoeff();
    const auto [l1, l2] = problem_.penalty;
    for (Index label = 0; label < problem_.labels; ++label)
      for (Index n = 0; n + 1 < width_; ++n) {
        const double w = head_.weights(label, n), slope = at.gradient(label, n) + 2 * l2 * w;
        const double left = w > 0 ? slope + l1 : w < 0 ? slope - l1 : std::max(0.0, std::abs(slope) - l1);
        largest = std::max(largest, std::abs(left));
      }
    return largest;
  }

  Eigen::MatrixXd curvature() const {
    const Eigen::MatrixXd p = problem_.log_probabilities(head_).array().exp();
    Eigen::MatrixXd h(problem_.labels * width_, problem_.labels * width_);
    for (Index a = 0; a < problem_.labels; ++a)
      for (Index b = 0; b < problem_.labels; ++b) {
        const Eigen::VectorXd weight =
            p.col(a).array() * ((a == b ? 1.0 : 0.0) - p.col(b).array()) / to_double(p.rows());
        h.block(a * width_, b * width_, width_, width_) = ones_.transpose() * weight.asDiagonal() * ones_;
        if (a == b) h.diagonal().segment(a * width_, width_ - 1).array() += 2 * problem_.penalty.l2;
      }
    h.diagonal().array() += 1e-14;
    return h;
  }

  /// What all numbers move by, [L, N + 1].
  Eigen::MatrixXd model_step() const {
    const Eigen::MatrixXd h = curvature();
    const probe::LossAt at = loss_at(problem_, head_);
    Eigen::VectorXd slope(h.rows()), here(h.rows()), step = Eigen::VectorXd::Zero(h.rows());
    for (Index label = 0; label < problem_.labels; ++label) {
      slope.segment(label * width_, width_)
          << at.gradient.row(label).transpose() + 2 * problem_.penalty.l2 * head_.weights.row(label).transpose(),
          at.bias[label];
      here.segment(label * width_, width_) << head_.weights.row(label).transpose(), head_.bias[label];
    }
    constexpr int most_sweeps = 3000;
    for (double moved = 1; moved > 1e-26 && ++sweeps_ % most_sweeps != 0;) {
      moved = 0;
      for (Index i = 0; i < h.rows(); ++i) {
        const double change = coordinate_step(h(i, i), slope[i], here[i] + step[i], i % width_ == width_ - 1);
        if (change == 0) continue;
        step[i] += change;
        slope += change * h.col(i);
        moved += h(i, i) * change * change;
      }
    }
    return step.reshaped<Eigen::RowMajor>(problem_.labels, width_);
  }

  double coordinate_step(double bend, double slope, double w, bool is_bias) const {
    constexpr double largest_step = 1;
    if (is_bias) return std::clamp(w - std::clamp(slope / bend, -largest_step, largest_step), -50.0, 50.0) - w;
    const double to = w - slope / bend, by = problem_.penalty.l1 / bend;
    return (to > by ? to - by : to < -by ? to + by : 0) - w;
  }

  bool go(const Eigen::MatrixXd& step) {
    const double before = objective(problem_, head_);
    for (double part = 1; part > 1e-6; part /= 2) {
      const DoubleHead next = {head_.weights + part * step.leftCols(width_ - 1),
                               head_.bias + part * step.col(width_ - 1)};
      if (objective(problem_, next) > before + 1e-15 * std::abs(before)) continue;
      head_ = next;
      return true;
    }
    return false;
  }

  DoubleProblem problem_;
  Index width_;
  Eigen::MatrixXd ones_;  ///< the words, and a column of ones
  DoubleHead head_;
  mutable int sweeps_ = 0;
};

}  // namespace neurank::test
