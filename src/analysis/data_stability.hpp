#pragma once

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Orders of the neurons, most important first, by heads trained on one half of the sentences and on the other.
using HalfOrders = std::pair<std::vector<Index>, std::vector<Index>>;

/// Shares of halves from which on a neuron is called stable.
inline constexpr std::array stable_shares = {0.6, 0.8, 0.9};

/// How far rankings depend on the training words, at one k (Shah & Samworth 2013, complementary pairs).
struct DataStability {
  Index k = 0;
  std::array<Index, 3> stable = {};        ///< neurons among the first k in at least these shares of the halves
  std::array<double, 3> false_bound = {};  ///< most of them, on average, that are there by chance: k^2 / ((2 share - 1)
                                           ///< N) (Meinshausen & Buehlmann 2010, theorem 1)
  double jaccard = 0;                      ///< of the first k of the two halves of a pair, mean over the pairs
  double jaccard_chance = 0;               ///< expected of random sets of k
};

/// Share of the halves in which each neuron is among the first k. @return [N]
std::vector<double> selection_shares(std::span<const HalfOrders> pairs, Index k);

/// @param pairs at least one, of the same neurons  @pre 1 <= k <= N
DataStability data_stability(std::span<const HalfOrders> pairs, Index k);

/// Mean rank-biased overlap of the two halves of a pair.
double mean_overlap(std::span<const HalfOrders> pairs);

}  // namespace neurank::analysis
