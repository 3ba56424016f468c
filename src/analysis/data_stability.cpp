#include "analysis/data_stability.hpp"

#include <algorithm>

#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

std::vector<Index> first(const std::vector<Index>& order, Index k) {
  std::vector<Index> set(order.begin(), order.begin() + k);
  std::ranges::sort(set);
  return set;
}

}  // namespace

std::vector<double> selection_shares(std::span<const HalfOrders> pairs, Index k) {
  NEURANK_EXPECT(!pairs.empty() && 1 <= k && k <= to_index(pairs.front().first.size()));
  std::vector<double> shares(pairs.front().first.size(), 0);
  for (const auto& [one, other] : pairs)
    for (const auto* order : {&one, &other})
      for (Index rank = 0; rank < k; ++rank) ++shares[to_size((*order)[to_size(rank)])];
  for (double& share : shares) share /= to_double(2 * pairs.size());
  return shares;
}

DataStability data_stability(std::span<const HalfOrders> pairs, Index k) {
  const std::vector<double> shares = selection_shares(pairs, k);
  const auto neurons = to_index(shares.size());
  DataStability found{.k = k, .jaccard_chance = expected_jaccard(k, k, neurons)};
  for (std::size_t i = 0; i < stable_shares.size(); ++i) {
    const double least = stable_shares[i] - 1e-9;
    found.stable[i] = std::ranges::count_if(shares, [&](double share) { return share >= least; });
    found.false_bound[i] = to_double(k) * to_double(k) / ((2 * stable_shares[i] - 1) * to_double(neurons));
  }
  for (const auto& [one, other] : pairs) found.jaccard += jaccard(first(one, k), first(other, k));
  found.jaccard /= to_double(pairs.size());
  return found;
}

double mean_overlap(std::span<const HalfOrders> pairs) {
  NEURANK_EXPECT(!pairs.empty());
  double sum = 0;
  for (const auto& [one, other] : pairs) sum += rank_biased_overlap(one, other);
  return sum / to_double(pairs.size());
}

}  // namespace neurank::analysis
