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

}  // namespace neurank::analysis
