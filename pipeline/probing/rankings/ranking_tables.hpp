#pragma once

#include <map>
#include <string>

#include "probing/probing.hpp"
#include "ranking/neuron_ranking.hpp"
#include "ranking/ranking_method.hpp"

namespace neurank::probing {

/// What the units that rank and judge have left of a cell.
struct ComparedRankings {
  std::map<std::string, Table> tables;  ///< ranking_judges, ranking_labels, ranking_agreement, ranking_methods
  std::map<ranking::Method, ranking::NeuronRanking> rankings;  ///< of the first repetition, but weight_mass
};

/// Nothing where the grid compares no rankings. @param ranked cell of the unit that ranks by the task's words
ComparedRankings compare_rankings(const ProbingContext& context, const grid::Cell& cell, const grid::Cell& ranked);

}  // namespace neurank::probing
