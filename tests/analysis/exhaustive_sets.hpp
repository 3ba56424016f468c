#pragma once

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include "base/cast.hpp"
#include "base/matrix.hpp"

namespace neurank::test {

/// The least mean cross entropy + l2 Σ W² of heads on few neurons, in float64: Newton's method on all weights and
/// biases at once, steps cut in halves until the loss falls.
class SmallHeads {
 public:
  SmallHeads(const Matrix& x, const std::vector<std::int32_t>& labels, Index label_count, double l2)
      : x_(x.cast<double>()), label_count_(label_count), l2_(l2), is_label_(x.rows(), label_count) {
    is_label_.setZero();
    for (Index word = 0; word < x.rows(); ++word) is_label_(word, labels[to_size(word)]) = 1;
  }

  /// @param weights [k + 1, L] where to begin, biases last; where it ends
  double least_loss(const std::vector<Index>& set, Eigen::MatrixXd& weights) const {
    Eigen::MatrixXd z(x_.rows(), to_index(set.size()) + 1);
    z << x_(Eigen::all, set), Eigen::VectorXd::Ones(x_.rows());
    Eigen::MatrixXd p;
    double loss = loss_at(z, weights, p);
    for (int i = 0; i < 100; ++i) {
      const Eigen::MatrixXd slope = slope_at(z, weights, p), step = newton_step(z, p, slope);
      const double gain = -slope.cwiseProduct(step).sum();
      if (gain < 1e-9 * loss) break;
      double part = 1;
      const Eigen::MatrixXd before = weights;
      const double from = loss;
      do weights = before + part * step;
      while ((loss = loss_at(z, weights, p)) > from && (part /= 2) > 1e-6);
    }
    return loss;
  }

  Index labels() const { return label_count_; }
  Index neurons() const { return x_.cols(); }

 private:
  double loss_at(const Eigen::MatrixXd& z, const Eigen::MatrixXd& weights, Eigen::MatrixXd& p) const {
    p = z * weights;
    p.colwise() -= p.rowwise().maxCoeff().eval();
    const double of_labels = p.cwiseProduct(is_label_).sum();
    p = p.array().exp();
    const Eigen::ArrayXd sums = p.rowwise().sum();
    p.array().colwise() /= sums;
    return (sums.log().sum() - of_labels) / to_double(z.rows()) + l2_ * weights.topRows(z.cols() - 1).squaredNorm();
  }

  Eigen::MatrixXd slope_at(const Eigen::MatrixXd& z, const Eigen::MatrixXd& weights, const Eigen::MatrixXd& p) const {
    Eigen::MatrixXd slope = z.transpose() * (p - is_label_) / to_double(z.rows());
    slope.topRows(z.cols() - 1) += 2 * l2_ * weights.topRows(z.cols() - 1);
    return slope;
  }

  Eigen::MatrixXd newton_step(const Eigen::MatrixXd& z, const Eigen::MatrixXd& p, const Eigen::MatrixXd& slope) const {
    const Index width = z.cols();
    Eigen::MatrixXd bend(width * label_count_, width * label_count_);
    for (Index a = 0; a < label_count_; ++a)
      for (Index b = a; b < label_count_; ++b) {
        const Eigen::ArrayXd weight =
            p.col(a).array() * ((a == b ? 1.0 : 0.0) - p.col(b).array()) / to_double(z.rows());
        auto block = bend.block(b * width, a * width, width, width);
        block.noalias() = z.transpose() * (z.array().colwise() * weight).matrix();
        if (a == b) block.diagonal().head(width - 1).array() += 2 * l2_;
        block(width - 1, width - 1) += a == b ? 1e-9 : 0;  // all biases alike tell nothing
      }
    const Eigen::VectorXd step = bend.selfadjointView<Eigen::Lower>().ldlt().solve(-slope.reshaped());
    return step.reshaped(width, label_count_);
  }

  Eigen::MatrixXd x_;
  Index label_count_;
  double l2_;
  Eigen::MatrixXd is_label_;  ///< [T, L]
};

/// A set with its loss.
struct MeasuredSet {
  std::vector<Index> neurons;  ///< ascending
  double loss = INFINITY;
};

/// Tries all sets of k neurons that begin with some.
inline void try_sets(const SmallHeads& heads, std::vector<Index> begin, Index k, MeasuredSet& best,
                     Eigen::MatrixXd& weights) {
  if (to_index(begin.size()) == k) {
    const double loss = heads.least_loss(begin, weights);
    if (loss < best.loss) best = {begin, loss};
    return;
  }
  for (Index n = begin.empty() ? 0 : begin.back() + 1; n < heads.neurons(); ++n) {
    begin.push_back(n);
    try_sets(heads, begin, k, best, weights);
    begin.pop_back();
  }
}

/// The best of all sets of k neurons.
inline MeasuredSet best_of_all_sets(const SmallHeads& heads, Index k) {
  MeasuredSet best;
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(k + 1, heads.labels());
  try_sets(heads, {}, k, best, weights);
  return best;
}

}  // namespace neurank::test
