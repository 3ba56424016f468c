#include "ranking/weight_mass.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

/// The best that any label says of each neuron. Minimum and maximum do not depend on the order of the labels, so
/// threads may take them as they like.
struct Best {
  std::vector<double> before, share;

  explicit Best(std::size_t neurons) : before(neurons, 1.0), share(neurons, 0.0) {}

  void merge(const Best& other) {
    for (std::size_t n = 0; n < before.size(); ++n) {
      before[n] = std::min(before[n], other.before[n]);
      share[n] = std::max(share[n], other.share[n]);
    }
  }
};

void add_label(std::span<const float> weights, Best& best) {
  const double mass = total_mass(weights);
  if (mass == 0) return;
  const std::vector<double> before = mass_before(weights);
  for (std::size_t n = 0; n < weights.size(); ++n) {
    best.before[n] = std::min(best.before[n], before[n]);
    best.share[n] = std::max(best.share[n], std::abs(to_double(weights[n])) / mass);
  }
}

}  // namespace

double total_mass(std::span<const float> weights) {
  double mass = 0;
  for (float w : weights) mass += std::abs(to_double(w));
  return mass;
}

std::vector<double> mass_before(std::span<const float> weights) {
  std::vector<std::pair<float, Index>> order;  // side by side, as comparisons look at nothing else
  order.reserve(weights.size());
  for (std::size_t n = 0; n < weights.size(); ++n) order.emplace_back(-std::abs(weights[n]), to_index(n));
  std::ranges::sort(order);
  const double mass = total_mass(weights);
  std::vector<double> before(weights.size());
  double sum = 0;
  for (const auto& [negative, n] : order) {
    before[n] = mass > 0 ? std::min(sum / mass, 1.0) : 0.0;
    sum -= to_double(negative);
  }
  return before;
}

NeuronRanking rank_by_weight_mass(ConstMatrixView weights) {
  const auto neurons = to_size(weights.cols());
  Best best(neurons);
#pragma omp parallel
  {
    Best mine(neurons);
#pragma omp for schedule(dynamic)
    for (Index label = 0; label < weights.rows(); ++label)
      add_label({weights.data() + label * weights.cols(), neurons}, mine);
#pragma omp critical(neurank_weight_mass)
    best.merge(mine);
  }
  NeuronRanking ranking{std::vector<Index>(neurons), std::move(best.before)};
  std::iota(ranking.order.begin(), ranking.order.end(), Index{0});
  const auto key = [&](Index n) { return std::tuple(ranking.score[n], -best.share[n], n); };
  std::sort(ranking.order.begin(), ranking.order.end(), [&](Index a, Index b) { return key(a) < key(b); });
  return ranking;
}

void order_unweighted(ConstMatrixView weights, std::span<const double> closeness, std::uint64_t seed,
                      NeuronRanking& ranking) {
  const auto has_weight = [&](Index n) { return (weights.col(n).array() != 0).any(); };
  const auto first = std::stable_partition(ranking.order.begin(), ranking.order.end(), has_weight);
  std::vector<Index> without(first, ranking.order.end());
  NEURANK_EXPECT(closeness.empty() || to_index(closeness.size()) == weights.cols());
  std::vector<double> distance(closeness.begin(), closeness.end());
  for (double& value : distance) value = -value;
  order_by_score(without, distance, seed);
  std::copy(without.begin(), without.end(), first);
  for (const Index n : without) ranking.score[to_size(n)] = 1;
}

}  // namespace neurank::ranking
