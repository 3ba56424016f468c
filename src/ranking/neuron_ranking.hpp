#pragma once

#include <span>
#include <vector>

#include "base/index.hpp"

namespace neurank::ranking {

/// An order of all neurons, most important first.
struct NeuronRanking {
  std::vector<Index> order;   ///< [N] neurons by rank
  std::vector<double> score;  ///< [N] score of each neuron (by neuron, not by rank); lower is more important
};

/// Number of neurons that a share of N stands for: rounded down, at least one. @pre 0 < share <= 1
Index count_of(double share, Index neurons);

/// The first n neurons of an order, ascending by id. @pre 0 <= n <= N
std::vector<Index> top(const NeuronRanking& ranking, Index n);

/// The last n neurons of an order, ascending by id. @pre 0 <= n <= N
std::vector<Index> bottom(const NeuronRanking& ranking, Index n);

/// Borda count: neurons by mean rank over the rankings, ties by mean score, then by id. The score of the result is the
/// mean rank, counted from 1. @pre at least one ranking, all of the same neurons
NeuronRanking merge_by_rank(std::span<const NeuronRanking> rankings);

}  // namespace neurank::ranking
