#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "base/random.hpp"
#include "ranking/class_moments.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::test {

/// Words with labels; some words have none.
struct LabelledWords {
  Matrix values;                     ///< [T, N]
  std::vector<std::int32_t> labels;  ///< [T]; -1 or L: no label of the task
  Index label_count = 0;

  std::vector<Index> of(Index label) const {
    std::vector<Index> rows;
    for (std::size_t row = 0; row < labels.size(); ++row)
      if (labels[row] == label) rows.push_back(to_index(row));
    return rows;
  }

  std::vector<Index> labelled() const {
    std::vector<Index> rows;
    for (std::size_t row = 0; row < labels.size(); ++row)
      if (0 <= labels[row] && labels[row] < label_count) rows.push_back(to_index(row));
    return rows;
  }

  /// Column of some rows, in double precision.
  std::vector<double> column(Index neuron, std::span<const Index> rows) const {
    std::vector<double> column;
    for (const Index row : rows) column.push_back(to_double(values(row, neuron)));
    return column;
  }
};

struct Planting {
  Index words = 400, neurons = 24, labels = 5;
  std::vector<Index> informative = {};  ///< neurons whose mean depends on the label
  double offset = 0;                    ///< added to all neurons
  std::uint64_t seed = 1;
  std::uint64_t words_seed = 1;  ///< of the noise alone
};

inline double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

/// Normal noise and, for informative neurons, a mean of each label, of deviation 3. Label c has about 1 / (c + 1) of
/// the words of label 0; a word in twenty has no label.
inline LabelledWords planted(const Planting& plan) {
  Random means_random(plan.seed), random(plan.words_seed);
  Matrix means = Matrix::Zero(plan.labels, plan.neurons);
  for (const Index n : plan.informative)
    for (Index c = 0; c < plan.labels; ++c) means(c, n) = static_cast<float>(3 * normal(means_random));
  LabelledWords words{Matrix(plan.words, plan.neurons), {}, plan.labels};
  std::vector<std::int32_t> urn = {-1, static_cast<std::int32_t>(plan.labels)};
  for (Index c = 0; c < plan.labels; ++c) urn.insert(urn.end(), 40 / to_size(c + 1), static_cast<std::int32_t>(c));
  for (Index row = 0; row < plan.words; ++row) {
    const std::int32_t label = urn[random.below(urn.size())];
    words.labels.push_back(label);
    for (Index n = 0; n < plan.neurons; ++n) {
      const double mean = 0 <= label && label < plan.labels ? to_double(means(label, n)) : 0.0;
      words.values(row, n) = static_cast<float>(plan.offset + mean + normal(random));
    }
  }
  return words;
}

inline ranking::ClassMoments moments_of(const LabelledWords& words) {
  ranking::ClassMomentSums sums(words.label_count, words.values.cols());
  sums.add(words.values, words.labels);
  return sums.moments();
}

/// The same words, their neurons in another order: neuron i is neurons[i] of before.
inline LabelledWords reordered(const LabelledWords& words, std::span<const Index> neurons) {
  LabelledWords result = words;
  for (Index i = 0; i < result.values.cols(); ++i) result.values.col(i) = words.values.col(neurons[to_size(i)]);
  return result;
}

/// An order of N neurons that is not theirs.
inline std::vector<Index> drawn_order(Index neurons, std::uint64_t seed) {
  return ranking::random_ranking(neurons, seed).order;
}

/// The order of a ranking of reordered() words in the numbers of before.
inline std::vector<Index> in_old_numbers(const ranking::NeuronRanking& ranking, std::span<const Index> neurons) {
  std::vector<Index> order;
  for (const Index n : ranking.order) order.push_back(neurons[to_size(n)]);
  return order;
}

inline double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / to_double(values.size());
}

inline double variance_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / to_double(values.size());
}

}  // namespace neurank::test
