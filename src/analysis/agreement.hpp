#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {

/// Numbers of first neurons at which rankings are held against each other: 1, 2, 5, 10 and 20 % of N, rounded down, at
/// least 1, and with `fixed` also 10, 50 and 100; below N, ascending and distinct.
std::vector<Index> judged_sizes(Index neurons, bool fixed);

/// How far rankings by several methods name the same k neurons first (Fan et al. 2023). All measures are Jaccard
/// indices of sets of k neurons, in [0, 1].
struct Agreement {
  Index k = 0;
  std::vector<std::vector<double>> jaccard;  ///< [rankings, rankings] of the first k of two; 1 on the diagonal
  /// [rankings] of each with the others, on average.
  std::vector<double> average_overlap;
  /// [rankings] of each with the k neurons that have the smallest sum of ranks in all the others (their Borda count;
  /// neurons of equal sum in an order drawn from a seed).
  std::vector<double> neuron_vote;
  /// What each of these numbers is expected to be for a random ranking: expected_jaccard(k, k, N).
  double chance = 0;
};

/// Agreement at several k. Ties inside a ranking must have been broken by seeds of its own, as rank_by_value says.
/// @param rankings at least two, of the same neurons  @param ks each in 1..N  @param seed of ties of the vote
/// @return [ks]
std::vector<Agreement> agreement(std::span<const ranking::NeuronRanking> rankings, std::span<const Index> ks,
                                 std::uint64_t seed);

/// Numbers of first neurons at which an order from elsewhere is held against others: 10, 30, 50, 1 % and 4 % of N, as
/// far as the order goes, and all of it; below N, ascending and distinct. @param length of the order, in 1..N
std::vector<Index> compared_sizes(Index neurons, Index length);

/// Jaccard index of the first k neurons of two orders, which may be beginnings alone. @pre 1 <= k, neither is shorter
double jaccard_of_first(std::span<const Index> a, std::span<const Index> b, Index k);

}  // namespace neurank::analysis
