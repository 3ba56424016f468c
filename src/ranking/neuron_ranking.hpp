#pragma once

#include <cstdint>
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

/// Puts neurons in ascending order of a score, those of equal score in an order drawn from the seed: never by id, which
/// would put the first layer's first. @param neurons distinct  @param score by neuron, no NaN; empty: all are equal
void order_by_score(std::vector<Index>& neurons, std::span<const double> score, std::uint64_t seed);

/// Ranking by a value, largest first; the score is the value with a minus sign. Neurons of equal value stand in an
/// order drawn from the seed. Rankings that are compared need seeds of their own, as one seed would give their ties one
/// order, which is not agreement. @param value [N], no NaN
NeuronRanking rank_by_value(std::span<const double> value, std::uint64_t seed);

/// A ranking that means nothing: an order drawn from the seed. The score is the place in it, counted from 1.
NeuronRanking random_ranking(Index neurons, std::uint64_t seed);

}  // namespace neurank::ranking
