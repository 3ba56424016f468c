#include "ranking/weight_rankings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::ranking {

std::vector<double> mean_absolute_weight(ConstMatrixView weights) {
  NEURANK_EXPECT(weights.rows() > 0);
  std::vector<double> mean(to_size(weights.cols()));
  for (Index label = 0; label < weights.rows(); ++label)
    for (Index n = 0; n < weights.cols(); ++n) mean[to_size(n)] += std::abs(to_double(weights(label, n)));
  for (double& value : mean) value /= to_double(weights.rows());
  return mean;
}

NeuronRanking rank_by_mean_abs(ConstMatrixView weights, std::uint64_t seed) {
  return rank_by_value(mean_absolute_weight(weights), seed);
}

std::vector<double> largest_absolute_weight(ConstMatrixView weights) {
  std::vector<double> largest(to_size(weights.cols()));
  for (Index label = 0; label < weights.rows(); ++label)
    for (Index n = 0; n < weights.cols(); ++n) {
      double& value = largest[to_size(n)];
      value = std::max(value, std::abs(to_double(weights(label, n))));
    }
  return largest;
}

NeuronRanking rank_by_weight_magnitude(ConstMatrixView weights, std::uint64_t seed) {
  return rank_by_value(largest_absolute_weight(weights), seed);
}

NeuronRanking rank_by_weight_sd(ConstMatrixView weights, std::span<const double> deviation, std::uint64_t seed) {
  NEURANK_EXPECT(to_index(deviation.size()) == weights.cols());
  // Weight mass gives ties to the lower id, also within a label: it is shown the neurons in an order that is drawn.
  std::vector<Index> neurons(deviation.size());
  std::iota(neurons.begin(), neurons.end(), Index{0});
  Random(derive_seed(seed, "ties")).shuffle(neurons);
  Matrix scaled(weights.rows(), weights.cols());
  for (std::size_t place = 0; place < neurons.size(); ++place)
    scaled.col(to_index(place)) = weights.col(neurons[place]) * static_cast<float>(deviation[to_size(neurons[place])]);
  const ConstMatrixView view(scaled.data(), scaled.rows(), scaled.cols());
  const NeuronRanking drawn = [&] {
    NeuronRanking ranking = rank_by_weight_mass(view);
    order_unweighted(view, {}, derive_seed(seed, "unweighted"), ranking);
    return ranking;
  }();
  NeuronRanking ranking{std::vector<Index>(neurons.size()), std::vector<double>(neurons.size())};
  for (std::size_t rank = 0; rank < neurons.size(); ++rank) {
    ranking.order[rank] = neurons[to_size(drawn.order[rank])];
    ranking.score[to_size(neurons[rank])] = drawn.score[rank];
  }
  return ranking;
}

}  // namespace neurank::ranking
