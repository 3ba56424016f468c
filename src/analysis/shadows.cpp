#include "analysis/shadows.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {

ShadowPlan shadow_plan(Index neurons) {
  constexpr Index most = 2000, some = 1000, draws = 3;
  return neurons <= most ? ShadowPlan{neurons, 1} : ShadowPlan{some, draws};
}

std::vector<Index> shadows_before(const ranking::NeuronRanking& ranking, Index neurons) {
  std::vector<Index> before;
  Index shadows = 0;
  for (const Index neuron : ranking.order)
    if (neuron < neurons)
      before.push_back(shadows);
    else
      ++shadows;
  return before;
}

Index neurons_above_noise(const std::vector<std::vector<Index>>& before, Index shadows) {
  constexpr double most_false = 0.1;
  NEURANK_EXPECT(!before.empty() && shadows > 0);
  const auto neurons = to_index(before.front().size());
  const double all = to_double(shadows * to_index(before.size()));
  Index found = 0;
  for (Index n = 1; n <= neurons; ++n) {
    Index above = 0;
    for (const auto& of_draw : before) above += of_draw[to_size(n - 1)];
    if (to_double(1 + above) / all * to_double(neurons) / to_double(n) <= most_false) found = n;
  }
  return found;
}

}  // namespace neurank::analysis
