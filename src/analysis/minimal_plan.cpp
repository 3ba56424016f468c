#include "analysis/minimal_plan.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {
namespace {

constexpr std::array coarse_percents = {0.1,  0.25, 0.5,  1.0,  2.0,  3.0,  5.0,  7.5,
                                        10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 70.0, 100.0};

/// Far below one word of 10^8, far above the rounding of a quotient.
constexpr double rounding = 1e-10;

}  // namespace

std::vector<Index> coarse_sizes(Index neurons) {
  NEURANK_EXPECT(neurons > 0);
  std::set<Index> sizes;
  for (double percent : coarse_percents) sizes.insert(ranking::count_of(percent / 100, neurons));
  return {sizes.begin(), sizes.end()};
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

std::optional<std::size_t> smallest_within(std::span<const double> accuracies, double oracle, double delta) {
  NEURANK_EXPECT(delta >= 0);
  const double least = oracle - delta / 100 - rounding;
  const auto found = std::find_if(accuracies.begin(), accuracies.end(), [&](double a) { return a >= least; });
  if (found == accuracies.end()) return std::nullopt;
  return to_size(found - accuracies.begin());
}

std::vector<Index> refinement(Index neurons, std::span<const Index> sizes, std::span<const double> accuracies,
                              double oracle, std::span<const double> deltas) {
  NEURANK_EXPECT(sizes.size() == accuracies.size() && std::is_sorted(sizes.begin(), sizes.end()));
  std::set<Index> wanted;
  for (double delta : deltas) {
    const auto passing = smallest_within(accuracies, oracle, delta);
    if (!passing) continue;
    const Index failing = *passing == 0 ? 0 : sizes[*passing - 1];
    const auto between = refined_sizes(neurons, failing, sizes[*passing]);
    wanted.insert(between.begin(), between.end());
  }
  return {wanted.begin(), wanted.end()};
}

}  // namespace neurank::analysis
