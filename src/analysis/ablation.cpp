#include "analysis/ablation.hpp"

#include "base/cast.hpp"
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

}  // namespace neurank::analysis
