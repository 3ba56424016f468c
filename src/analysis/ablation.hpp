#pragma once

#include <cstdint>
#include <vector>

#include "analysis/kinds.hpp"
#include "ranking/neuron_ranking.hpp"

namespace neurank::analysis {

/// A set of neurons that keep their activation while all others are set to zero (Durrani et al. 2020, section 4.1).
struct NeuronSet {
  Kept kind = Kept::top;       ///< top, random or bottom
  double keep = 0;             ///< share of the neurons asked for
  Index draw = 0;              ///< of a random set, from 1; 0 for the others
  std::vector<Index> neurons;  ///< ascending
};

/// Top, bottom and `draws` random sets of every size, in the order of `keep`.
/// @param keep shares, each in (0, 1)  @param seed of the random sets
std::vector<NeuronSet> ablation_sets(const ranking::NeuronRanking& ranking, const std::vector<double>& keep,
                                     Index draws, std::uint64_t seed);

/// All neurons in an order of which the first n are kept, for any n.
struct KeptOrder {
  Kept kind = Kept::top;     ///< top, random or bottom
  Index draw = 0;            ///< of a random order, from 1; 0 for the others
  std::vector<Index> order;  ///< [N]
};

/// The ranking, the ranking from its end, and `draws` random orders. @param seed of the random orders
std::vector<KeptOrder> kept_orders(const ranking::NeuronRanking& ranking, Index draws, std::uint64_t seed);

/// A random order of all neurons. @param draw its number, from 1
std::vector<Index> random_order(Index neurons, Index draw, std::uint64_t seed);

/// Sizes of the curve of masked heads (docs/method.md 7.6): 20 at equal ratios from 1 to N, rounded; ascending and
/// distinct, so fewer of them for a small N. @pre neurons > 0
std::vector<Index> curve_sizes(Index neurons);

}  // namespace neurank::analysis
