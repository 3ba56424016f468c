#pragma once

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include "ranking/planted_words.hpp"

namespace neurank::test {

/// A head on one neuron, trained on all words as they are: Newton's method with the whole curvature, 2 L numbers
/// square. All labels have training words.
class SlowHead {
 public:
  SlowHead(const LabelledWords& training, Index neuron) : neuron_(neuron), labels_(training.label_count) {
    const auto rows = training.labelled();
    const auto values = training.column(neuron, rows);
    mean_ = mean_of(values);
    deviation_ = std::sqrt(variance_of(values));
    head_ = Eigen::VectorXd::Zero(2 * labels_);
    double slope = -1;
    for (int i = 0; i < 40 && -slope > 1e-18; ++i) {
      const Eigen::VectorXd start = head_, step = newton_step(training, rows);
      const double before = loss(training, rows);
      slope = gradient_.dot(step);
      head_ += step;
      if (-slope < 1e-12) continue;  // too near for the loss to tell a gain
      for (double length = 0.5; loss(training, rows) > before + 0.1 * length * slope; length /= 2)
        head_ = start + length * step;
    }
  }

  /// log p(c | x) of all labels.
  Eigen::VectorXd log_posterior(const LabelledWords& words, Index row) const {
    const double x = (to_double(words.values(row, neuron_)) - mean_) / deviation_;
    Eigen::VectorXd scores = head_.head(labels_) + x * head_.tail(labels_);
    scores.array() -= scores.maxCoeff();
    return scores.array() - std::log(scores.array().exp().sum());
  }

  double log_likelihood(const LabelledWords& words) const {
    std::vector<double> found;
    for (const Index row : words.labelled()) found.push_back(log_posterior(words, row)[words.labels[to_size(row)]]);
    return mean_of(found);
  }

  double accuracy(const LabelledWords& words) const {
    std::vector<double> right;
    for (const Index row : words.labelled()) {
      Index named = 0;
      log_posterior(words, row).maxCoeff(&named);
      right.push_back(named == words.labels[to_size(row)]);
    }
    return mean_of(right);
  }

 private:
  static constexpr double ridge = 1e-7;

  double loss(const LabelledWords& training, const std::vector<Index>& rows) const {
    double sum = 0;
    for (const Index row : rows) sum -= log_posterior(training, row)[training.labels[to_size(row)]];
    return sum / to_double(rows.size()) + ridge * head_.tail(labels_).squaredNorm();
  }

  Eigen::VectorXd newton_step(const LabelledWords& training, const std::vector<Index>& rows) {
    gradient_ = Eigen::VectorXd::Zero(2 * labels_);
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(2 * labels_, 2 * labels_);
    for (const Index row : rows) {
      const double x = (to_double(training.values(row, neuron_)) - mean_) / deviation_;
      const Eigen::VectorXd p = log_posterior(training, row).array().exp();
      Eigen::VectorXd error = p;
      error[training.labels[to_size(row)]] -= 1;
      const Eigen::MatrixXd block = Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose();
      gradient_.head(labels_) += error;
      gradient_.tail(labels_) += x * error;
      curvature.topLeftCorner(labels_, labels_) += block;
      curvature.topRightCorner(labels_, labels_) += x * block;
      curvature.bottomLeftCorner(labels_, labels_) += x * block;
      curvature.bottomRightCorner(labels_, labels_) += x * x * block;
    }
    gradient_ /= to_double(rows.size());
    gradient_.tail(labels_) += 2 * ridge * head_.tail(labels_);
    curvature /= to_double(rows.size());
    curvature.diagonal().tail(labels_).array() += 2 * ridge;
    curvature.topLeftCorner(labels_, labels_).array() += 1;  // all biases together change nothing: they stay
    return -curvature.ldlt().solve(gradient_);
  }

  Index neuron_, labels_;
  double mean_, deviation_;
  Eigen::VectorXd head_, gradient_;  ///< [2 L] biases, then weights
};

}  // namespace neurank::test
