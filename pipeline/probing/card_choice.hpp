#pragma once

#include <string>
#include <vector>

#include "probing/probing.hpp"

namespace neurank::probing {

/// The merged ranking of a reduced cell: rows of `ranking.csv`, the most important neuron first.
Table merged_ranking(const ProbingContext& context, const grid::Cell& cell);

/// The neuron of a row of such a table.
Index ranked_neuron(const Table& ranking, std::size_t row, const store::ActivationHeader& header);

/// The neurons of a model that get cards, ascending: the first ones of its cells' rankings, taken in turn. Pure.
/// @param rankings merged_ranking() of each cell
std::vector<Index> chosen_neurons(const std::vector<Table>& rankings, Index first,
                                  const store::ActivationHeader& header);

/// The labels of a cell with most training words, most first, at most 60. @return their numbers
std::vector<Index> described_labels(const CellData& data);

/// In how many repetitions of a cell each neuron is in a label's own set of the smallest minimal set.
/// @param neurons chosen, ascending  @return [labels, neurons]
std::vector<std::vector<Index>> repetitions_served(const ProbingContext& context, const grid::Cell& cell,
                                                   const std::vector<Index>& labels, const std::vector<Index>& neurons);

}  // namespace neurank::probing
