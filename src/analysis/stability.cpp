#include "analysis/stability.hpp"

#include "analysis/overlap.hpp"
#include "analysis/rank_correlation.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

using ranking::NeuronRanking;

/// Mean of a measure over all pairs that define it.
template <class Measure>
std::optional<double> mean_over_pairs(std::size_t items, const Measure& measure) {
  double sum = 0;
  int defined = 0;
  for (std::size_t a = 0; a < items; ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (const std::optional<double> value = measure(a, b)) {
        sum += *value;
        ++defined;
      }
  if (defined == 0) return std::nullopt;
  return sum / defined;
}

std::optional<double> mean_jaccard(std::span<const NeuronRanking> rankings, Index k) {
  std::vector<std::vector<Index>> first;
  for (const auto& ranking : rankings) first.push_back(ranking::top(ranking, k));
  return mean_over_pairs(
      first.size(), [&](std::size_t a, std::size_t b) -> std::optional<double> { return jaccard(first[a], first[b]); });
}

}  // namespace

std::vector<Index> compared_sizes(Index neurons) {
  constexpr double shares[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5};
  std::vector<Index> sizes;
  for (const double share : shares) {
    const Index k = ranking::count_of(share, neurons);
    if (sizes.empty() || sizes.back() < k) sizes.push_back(k);
  }
  return sizes;
}

std::vector<Stability> stability(std::span<const NeuronRanking> rankings, std::span<const Index> ks) {
  NEURANK_EXPECT(!rankings.empty());
  const auto neurons = to_index(rankings.front().order.size());
  const auto repetitions = to_index(rankings.size());
  const auto kendall = mean_over_pairs(
      rankings.size(), [&](std::size_t a, std::size_t b) { return kendall_tau(rankings[a].score, rankings[b].score); });
  const auto spearman = mean_over_pairs(rankings.size(), [&](std::size_t a, std::size_t b) {
    return spearman_rho(rankings[a].score, rankings[b].score);
  });
  const auto overlap = mean_over_pairs(rankings.size(), [&](std::size_t a, std::size_t b) {
    return std::optional(rank_biased_overlap(rankings[a].order, rankings[b].order));
  });
  std::vector<Stability> rows;
  for (Index k : ks) {
    NEURANK_EXPECT(1 <= k && k <= neurons);
    rows.push_back({k, repetitions * (repetitions - 1) / 2, mean_jaccard(rankings, k), expected_jaccard(k, k, neurons),
                    kendall, spearman, overlap});
  }
  return rows;
}

}  // namespace neurank::analysis
