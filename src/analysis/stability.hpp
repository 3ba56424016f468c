#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {

/// Agreement of the rankings of several repetitions, averaged over their pairs; nothing where no pair defines a value.
struct Stability {
  Index k = 0;
  Index pairs = 0;                 ///< of repetitions
  std::optional<double> jaccard;   ///< of the first k neurons, in [0, 1]
  double jaccard_chance = 0;       ///< expected of two random sets of k neurons out of N
  std::optional<double> kendall;   ///< Kendall's tau-b of the neurons' scores, in [-1, 1]; the same for every k
  std::optional<double> spearman;  ///< Spearman's rho of the scores, likewise
  std::optional<double> rank_biased_overlap;  ///< of the orders, likewise
};

/// Numbers of top neurons at which rankings are compared: 1, 2, 5, 10, 20 and 50 % of N, rounded down, at least 1,
/// ascending and distinct.
std::vector<Index> compared_sizes(Index neurons);

/// Stability at several k (docs/method.md 10). Correlations compare scores, not positions: neurons of equal score stand
/// in the order of their ids in every ranking, which is not agreement.
/// @param rankings at least one, of the same neurons  @param ks each in 1..N  @return [ks]
std::vector<Stability> stability(std::span<const ranking::NeuronRanking> rankings, std::span<const Index> ks);

}  // namespace neurank::analysis
