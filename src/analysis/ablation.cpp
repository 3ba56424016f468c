#include "analysis/ablation.hpp"

#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {

std::vector<NeuronSet> ablation_sets(const ranking::NeuronRanking& ranking, const std::vector<double>& keep,
                                     Index draws, std::uint64_t seed) {
  const auto neurons = to_index(ranking.order.size());
  std::vector<NeuronSet> sets;
  for (double share : keep) {
    const Index n = ranking::count_of(share, neurons);
    sets.push_back({Kept::top, share, 0, ranking::top(ranking, n)});
    sets.push_back({Kept::bottom, share, 0, ranking::bottom(ranking, n)});
    for (Index draw = 1; draw <= draws; ++draw) {
      Random random(derive_seed(seed, "random set " + std::to_string(n) + "/" + std::to_string(draw)));
      sets.push_back({Kept::random, share, draw, sample_without_replacement(neurons, n, random)});
    }
  }
  return sets;
}

std::vector<KeptOrder> kept_orders(const ranking::NeuronRanking& ranking, Index draws, std::uint64_t seed) {
  const std::vector<Index>& top = ranking.order;
  std::vector<KeptOrder> orders = {{Kept::top, 0, top}, {Kept::bottom, 0, {top.rbegin(), top.rend()}}};
  for (Index draw = 1; draw <= draws; ++draw)
    orders.push_back({Kept::random, draw, random_order(to_index(top.size()), draw, seed)});
  return orders;
}

std::vector<Index> random_order(Index neurons, Index draw, std::uint64_t seed) {
  NEURANK_EXPECT(draw >= 1);
  std::vector<Index> order(to_size(neurons));
  std::iota(order.begin(), order.end(), Index{0});
  Random(derive_seed(seed, "order " + std::to_string(draw))).shuffle(order);
  return order;
}

std::vector<Index> curve_sizes(Index neurons) {
  NEURANK_EXPECT(neurons > 0);
  constexpr int points = 20;
  std::vector<Index> sizes;
  for (int i = 0; i < points; ++i) {
    const auto size = static_cast<Index>(std::lround(std::pow(to_double(neurons), i / (points - 1.0))));
    if (sizes.empty() || size > sizes.back()) sizes.push_back(size);
  }
  return sizes;
}

}  // namespace neurank::analysis
