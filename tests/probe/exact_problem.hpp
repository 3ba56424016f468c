#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/cast.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/head.hpp"
#include "support/probe_support.hpp"

namespace neurank::test {

/// A head in float64.
struct DoubleHead {
  Eigen::MatrixXd weights;  ///< [L, N]
  Eigen::VectorXd bias;     ///< [L]
};

inline DoubleHead to_doubles(const probe::Head& head) {
  return {head.weights.cast<double>(), head.bias.cast<double>()};
}

inline probe::Head to_floats(const DoubleHead& head) { return {head.weights.cast<float>(), head.bias.cast<float>()}; }

/// Words and labels that a head learns, by the definitions, in float64.
struct DoubleProblem {
  Eigen::MatrixXd x;            ///< [T, N]
  std::vector<std::int32_t> y;  ///< [T]; a word with a value outside [0, L) does not count
  Index labels = 0;             ///< L
  probe::Penalty penalty = {};

  bool knows(Index word) const { return y[to_size(word)] >= 0 && y[to_size(word)] < labels; }

  /// The same without the words that do not count.
  DoubleProblem known() const {
    std::vector<Index> words;
    DoubleProblem result = {{}, {}, labels, penalty};
    for (Index word = 0; word < x.rows(); ++word)
      if (knows(word)) words.push_back(word), result.y.push_back(y[to_size(word)]);
    result.x = x(words, Eigen::all);
    return result;
  }

  /// [T, L] of the logarithms of what the head predicts.
  Eigen::MatrixXd log_probabilities(const DoubleHead& head) const {
    Eigen::MatrixXd z = (x * head.weights.transpose()).rowwise() + head.bias.transpose();
    for (Index word = 0; word < z.rows(); ++word) {
      const double largest = z.row(word).maxCoeff();
      z.row(word).array() -= largest + std::log((z.row(word).array() - largest).exp().sum());
    }
    return z;
  }
};

/// What a pass over the words is to tell of a head.
inline probe::LossAt loss_at(const DoubleProblem& all, const DoubleHead& head) {
  const DoubleProblem problem = all.known();
  const Index labels = problem.labels, words = problem.x.rows();
  probe::LossAt at = {0, 0, probe::DoubleMatrix::Zero(labels, problem.x.cols()), Eigen::VectorXd::Zero(labels),
                      Eigen::MatrixXd::Zero(labels, labels)};
  if (words == 0) return at;
  const Eigen::MatrixXd logs = problem.log_probabilities(head);
  for (Index word = 0; word < words; ++word) {
    const Eigen::VectorXd p = logs.row(word).array().exp();
    Eigen::VectorXd off = p;
    off[problem.y[to_size(word)]] -= 1;
    at.loss -= logs(word, problem.y[to_size(word)]) / to_double(words);
    at.entropy -= p.dot(logs.row(word).transpose()) / to_double(words);
    at.gradient += off * problem.x.row(word) / to_double(words);
    at.bias += off / to_double(words);
    at.bias_squared += (Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose()) / to_double(words);
  }
  return at;
}

/// Mean cross entropy + l1 * sum |W| + l2 * sum W^2.
inline double objective(const DoubleProblem& problem, const DoubleHead& head) {
  return loss_at(problem, head).loss + problem.penalty.l1 * head.weights.cwiseAbs().sum() +
         problem.penalty.l2 * head.weights.squaredNorm();
}

/// Shares of the labels in the words that count; of one without words, e^-50 of a word.
inline Eigen::VectorXd log_shares(const DoubleProblem& problem) {
  Eigen::VectorXd counts = Eigen::VectorXd::Constant(problem.labels, std::exp(-probe::largest_bias));
  for (Index word = 0; word < problem.x.rows(); ++word)
    if (problem.knows(word)) ++counts[problem.y[to_size(word)]];
  return (counts / counts.sum()).array().log();
}

/// Labels drawn from what a head predicts.
inline std::vector<std::int32_t> drawn_labels(const Eigen::MatrixXd& x, const DoubleHead& head, Random& random) {
  const Eigen::MatrixXd logs = DoubleProblem{x, {}, head.bias.size()}.log_probabilities(head);
  std::vector<std::int32_t> labels;
  for (Index word = 0; word < x.rows(); ++word) {
    double left = random.uniform();
    std::int32_t label = 0;
    while (label + 1 < head.bias.size() && (left -= std::exp(logs(word, label))) > 0) ++label;
    labels.push_back(label);
  }
  return labels;
}

/// Some weights of a few neurons, and biases. @param share of the weights that are not 0
inline DoubleHead sparse_head(Index labels, Index neurons, double share, double size, Random& random) {
  DoubleHead head = {Eigen::MatrixXd::Zero(labels, neurons), normal_matrix(labels, 1, random).cast<double>()};
  const Eigen::MatrixXd all = normal_matrix(labels, neurons, random).cast<double>();
  for (Index label = 0; label < labels; ++label)
    for (Index n = 0; n < neurons; ++n)
      if (random.uniform() < share) head.weights(label, n) = size * all(label, n);
  return head;
}

/// Normal columns with labels drawn from a sparse head.
inline DoubleProblem random_problem(Index words, Index neurons, Index labels, const probe::Penalty& penalty,
                                    std::uint64_t seed) {
  Random random(seed);
  DoubleProblem problem = {normal_matrix(words, neurons, random).cast<double>(), {}, labels, penalty};
  problem.y = drawn_labels(problem.x, sparse_head(labels, neurons, 0.4, 1, random), random);
  return problem;
}

}  // namespace neurank::test
