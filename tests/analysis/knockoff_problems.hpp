#pragma once

#include <cmath>
#include <vector>

#include "base/cast.hpp"
#include "base/matrix.hpp"
#include "base/random.hpp"

namespace neurank::test {

/// How neurons go together: each with the one before, or all with one hidden number.
enum class Correlation { autoregressive, equal };

/// Correlation ρ^|i - j|, or ρ for every two.
inline Eigen::MatrixXd correlation_matrix(Correlation kind, Index neurons, double rho) {
  Eigen::MatrixXd sigma(neurons, neurons);
  for (Index i = 0; i < neurons; ++i)
    for (Index j = 0; j < neurons; ++j)
      sigma(i, j) = i == j ? 1 : kind == Correlation::equal ? rho : std::pow(rho, to_double(std::abs(i - j)));
  return sigma;
}

/// Words whose neurons are normal with that correlation, [words, neurons].
inline Matrix correlated_words(Correlation kind, Index words, Index neurons, double rho, Random& random) {
  Matrix x(words, neurons + 1);
  fill_normal({x.data(), to_size(x.size())}, random);
  const auto old = static_cast<float>(kind == Correlation::equal ? std::sqrt(rho) : rho);
  const auto fresh = static_cast<float>(kind == Correlation::equal ? std::sqrt(1 - rho) : std::sqrt(1 - rho * rho));
  for (Index n = 1; n <= neurons; ++n)
    x.col(n) = old * x.col(kind == Correlation::equal ? 0 : n - 1) + fresh * x.col(n);
  return x.rightCols(neurons);
}

/// Labels drawn from a softmax over some neurons, with normal weights.
struct PlantedLabels {
  std::vector<Index> neurons;  ///< ascending
  std::vector<std::int32_t> labels;
};

inline PlantedLabels planted_labels(const Matrix& x, Index count, Index label_count, double size, Random& random) {
  PlantedLabels planted = {sample_without_replacement(x.cols(), count, random), {}};
  Matrix weights(label_count, count);
  fill_normal({weights.data(), to_size(weights.size())}, random);
  const Eigen::MatrixXd scores = size * (x(Eigen::all, planted.neurons) * weights.transpose()).cast<double>();
  for (Index word = 0; word < x.rows(); ++word) {
    const Eigen::VectorXd odds = (scores.row(word).array() - scores.row(word).maxCoeff()).exp();
    double left = random.uniform() * odds.sum();
    std::int32_t label = 0;
    while (label + 1 < label_count && (left -= odds[label]) > 0) ++label;
    planted.labels.push_back(label);
  }
  return planted;
}

}  // namespace neurank::test
