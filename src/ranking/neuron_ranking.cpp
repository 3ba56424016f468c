#include "ranking/neuron_ranking.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::ranking {
namespace {

std::vector<Index> sorted(std::vector<Index> neurons) {
  std::sort(neurons.begin(), neurons.end());
  return neurons;
}

}  // namespace

Index count_of(double share, Index neurons) {
  NEURANK_EXPECT(0 < share && share <= 1);
  // 0.15 x 640 is 95.999... in binary; the nudge keeps such a product from losing a neuron.
  return std::max<Index>(1, to_index(std::floor(share * to_double(neurons) + 1e-9)));
}

std::vector<Index> top(const NeuronRanking& ranking, Index n) {
  NEURANK_EXPECT(0 <= n && n <= to_index(ranking.order.size()));
  return sorted({ranking.order.begin(), ranking.order.begin() + n});
}

std::vector<Index> bottom(const NeuronRanking& ranking, Index n) {
  NEURANK_EXPECT(0 <= n && n <= to_index(ranking.order.size()));
  return sorted({ranking.order.end() - n, ranking.order.end()});
}

NeuronRanking merge_by_rank(std::span<const NeuronRanking> rankings) {
  NEURANK_EXPECT(!rankings.empty());
  const std::size_t neurons = rankings.front().order.size();
  std::vector<double> mean_rank(neurons), mean_score(neurons);
  const double share = 1.0 / to_double(rankings.size());
  for (const auto& ranking : rankings) {
    NEURANK_EXPECT(ranking.order.size() == neurons);
    for (std::size_t rank = 0; rank < neurons; ++rank) mean_rank[ranking.order[rank]] += rank + 1.0;
    for (std::size_t n = 0; n < neurons; ++n) mean_score[n] += ranking.score[n] * share;
  }
  for (double& rank : mean_rank) rank *= share;
  NeuronRanking merged{std::vector<Index>(neurons), std::move(mean_rank)};
  std::iota(merged.order.begin(), merged.order.end(), Index{0});
  const auto key = [&](Index n) { return std::tuple(merged.score[n], mean_score[n], n); };
  std::sort(merged.order.begin(), merged.order.end(), [&](Index a, Index b) { return key(a) < key(b); });
  return merged;
}

void order_by_score(std::vector<Index>& neurons, std::span<const double> score, std::uint64_t seed) {
  std::sort(neurons.begin(), neurons.end());  // the shuffle is that of the set, however it came
  Random(seed).shuffle(neurons);
  if (!score.empty()) std::ranges::stable_sort(neurons, {}, [&](Index n) { return score[to_size(n)]; });
}

NeuronRanking rank_by_value(std::span<const double> value, std::uint64_t seed) {
  NeuronRanking ranking{std::vector<Index>(value.size()), std::vector<double>(value.size())};
  for (std::size_t n = 0; n < value.size(); ++n) {
    NEURANK_EXPECT(!std::isnan(value[n]));
    ranking.score[n] = 0.0 - value[n];  // no -0
  }
  std::iota(ranking.order.begin(), ranking.order.end(), Index{0});
  order_by_score(ranking.order, ranking.score, seed);
  return ranking;
}

NeuronRanking random_ranking(Index neurons, std::uint64_t seed) {
  NeuronRanking ranking{std::vector<Index>(to_size(neurons)), std::vector<double>(to_size(neurons))};
  std::iota(ranking.order.begin(), ranking.order.end(), Index{0});
  order_by_score(ranking.order, {}, seed);
  for (std::size_t place = 0; place < ranking.order.size(); ++place)
    ranking.score[to_size(ranking.order[place])] = to_double(place + 1);
  return ranking;
}

}  // namespace neurank::ranking
