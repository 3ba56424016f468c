#include "analysis/minimal_plan.hpp"

#include <set>

#include "base/error.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {
namespace {

const std::vector<std::vector<double>>& coarse_percents() {
  static const std::vector<std::vector<double>> waves = {
      {0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10}, {15, 20}, {30}, {40}, {50}, {70}};
  return waves;
}

/// Far below one word of 10^8, far above the rounding of a quotient.
constexpr double rounding = 1e-10;

}  // namespace

std::vector<Index> fixed_sizes(Index neurons, const std::vector<double>& further) {
  NEURANK_EXPECT(neurons > 0);
  std::vector<double> shares = further;
  shares.insert(shares.end(), fixed_shares.begin(), fixed_shares.end());
  std::set<Index> sizes;
  for (const double share : shares)
    if (const Index size = ranking::count_of(share, neurons); size < neurons) sizes.insert(size);
  return {sizes.begin(), sizes.end()};
}

std::vector<std::vector<Index>> coarse_waves(Index neurons) {
  NEURANK_EXPECT(neurons > 0);
  std::vector<std::vector<Index>> waves;
  Index largest = 0;
  for (const auto& percents : coarse_percents()) {
    auto& wave = waves.emplace_back();
    for (const double percent : percents) {
      const Index size = ranking::count_of(percent / 100, neurons);
      if (size <= largest || size >= neurons) continue;
      wave.push_back(size);
      largest = size;
    }
  }
  return waves;
}

std::vector<Index> refined_sizes(Index neurons, Index failing, Index passing) {
  NEURANK_EXPECT(0 <= failing && failing < passing && passing <= neurons);
  std::set<Index> sizes;
  for (int permille = 1; permille < 1000; permille += permille < 10 ? 1 : 10) {
    const Index size = ranking::count_of(permille / 1000.0, neurons);
    if (failing < size && size < passing) sizes.insert(size);
  }
  return {sizes.begin(), sizes.end()};
}

bool is_within(double accuracy, double oracle, double delta) {
  NEURANK_EXPECT(delta >= 0);
  return accuracy >= oracle - delta / 100 - rounding;
}

}  // namespace neurank::analysis
