#pragma once

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "ranking/planted_words.hpp"

namespace neurank::test {

/// The definition of the Gaussian probe, each subset fitted anew to the words in their own units.
class SlowGaussian {
 public:
  SlowGaussian(const LabelledWords& training, std::vector<Index> neurons) : neurons_(std::move(neurons)) {
    const auto all = training.labelled();
    const Index d = to_index(neurons_.size());
    Eigen::MatrixXd within = Eigen::MatrixXd::Zero(d, d);
    for (Index c = 0; c < training.label_count; ++c)
      within += scatter(training, training.of(c)) / to_double(all.size());
    const Eigen::MatrixXd overall = scatter(training, all) / to_double(all.size());
    for (Index c = 0; c < training.label_count; ++c) {
      const auto rows = training.of(c);
      const double count = to_double(rows.size()) + 1;
      const Eigen::MatrixXd products = scatter(training, rows) + within;
      Eigen::MatrixXd sigma = products;
      for (Index n = 0; n < d; ++n) sigma(n, n) += std::max(products(n, n) / count, 1e-6 * overall(n, n));
      sigma /= count + 2 * to_double(d) + 4;
      share_.push_back(to_double(rows.size()) / to_double(all.size()));
      mean_.push_back(mean(training, rows));
      inverse_.push_back(d > 0 ? Eigen::MatrixXd(sigma.inverse()) : sigma);
      log_determinant_.push_back(d == 0 ? 0.0 : sigma.fullPivLu().matrixLU().diagonal().array().abs().log().sum());
    }
  }

  /// log p(c | x) of all labels.
  std::vector<double> log_posterior(const LabelledWords& words, Index row) const {
    std::vector<double> joint;
    const Eigen::VectorXd x = values(words, row);
    for (std::size_t c = 0; c < share_.size(); ++c) {
      const Eigen::VectorXd z = x - mean_[c];
      joint.push_back(share_[c] > 0 ? std::log(share_[c]) - 0.5 * log_determinant_[c] - 0.5 * z.dot(inverse_[c] * z)
                                    : -std::numeric_limits<double>::infinity());
    }
    const double largest = *std::ranges::max_element(joint);
    double sum = 0;
    for (const double one : joint) sum += std::exp(one - largest);
    for (double& one : joint) one -= largest + std::log(sum);
    return joint;
  }

  /// Of words with a label that training has.
  double mean_log_posterior(const LabelledWords& words) const {
    std::vector<double> found;
    for (const Index row : words.labelled())
      if (const Index label = words.labels[to_size(row)]; share_[to_size(label)] > 0)
        found.push_back(log_posterior(words, row)[to_size(label)]);
    return mean_of(found);
  }

 private:
  Eigen::VectorXd values(const LabelledWords& words, Index row) const {
    return words.values.row(row)(neurons_).transpose().cast<double>();
  }

  Eigen::VectorXd mean(const LabelledWords& words, const std::vector<Index>& rows) const {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(to_index(neurons_.size()));
    for (const Index row : rows) sum += values(words, row);
    return rows.empty() ? sum : sum / to_double(rows.size());
  }

  Eigen::MatrixXd scatter(const LabelledWords& words, const std::vector<Index>& rows) const {
    const Eigen::VectorXd centre = mean(words, rows);
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(centre.size(), centre.size());
    for (const Index row : rows) sum += (values(words, row) - centre) * (values(words, row) - centre).transpose();
    return sum;
  }

  std::vector<Index> neurons_;
  std::vector<double> share_, log_determinant_;
  std::vector<Eigen::VectorXd> mean_;
  std::vector<Eigen::MatrixXd> inverse_;
};

/// Neurons that go together in threes and are of several units; the fourth label has one word, the fifth none.
inline LabelledWords uneven(Index words, std::uint64_t words_seed) {
  LabelledWords sample = planted(
      {.words = words, .neurons = 12, .labels = 6, .informative = {4, 7, 9}, .offset = 50, .words_seed = words_seed});
  for (Index n = 1; n < 12; n += 3) sample.values.col(n) += 2 * sample.values.col(n - 1);
  for (Index n = 2; n < 12; n += 3) sample.values.col(n) = 30 * sample.values.col(n) - 20 * sample.values.col(n - 1);
  for (const Index row : sample.of(3))
    if (row != sample.of(3).front()) sample.labels[to_size(row)] = -1;
  std::ranges::replace(sample.labels, 4, -1);
  return sample;
}

/// Two labels of as many words and the same means: neuron 2 has three times the deviation in label 1; neurons 4 and 5
/// go together in label 0 and against each other in label 1, each of them normal in both; the others are noise.
inline LabelledWords alike_in_means(Index words, std::uint64_t seed) {
  Random random(seed);
  LabelledWords sample{Matrix(words, 8), {}, 2};
  for (Index row = 0; row < words; ++row) {
    const bool second = row % 2 == 1;
    sample.labels.push_back(second);
    for (Index n = 0; n < 8; ++n) sample.values(row, n) = static_cast<float>(normal(random));
    if (second) sample.values(row, 2) *= 3;
    const float shared = sample.values(row, 4);
    sample.values(row, 5) = (second ? -0.95f : 0.95f) * shared + 0.3122499f * sample.values(row, 5);
  }
  return sample;
}

/// All neurons as candidates.
inline std::vector<Index> all_neurons(const LabelledWords& words) {
  std::vector<Index> neurons(to_size(words.values.cols()));
  std::iota(neurons.begin(), neurons.end(), Index{0});
  return neurons;
}

}  // namespace neurank::test
