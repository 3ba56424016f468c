#pragma once

#include <map>
#include <string>
#include <vector>

#include "probing/probing.hpp"
#include "run/results.hpp"

namespace neurank::run {

/// A ranking of a cell's neurons, as ranking.csv has it.
struct CellRanking {
  ranking::Method method;
  std::string seed;          ///< number of a repetition, or "merged"
  std::vector<Index> order;  ///< [N] neurons by id, most important first

  /// "weight_mass.merged"
  std::string name() const { return name_of(method) + "." + seed; }
};

/// Rankings of cells, by CellName::name().
using CellRankings = std::map<std::string, std::vector<CellRanking>>;

/// The rankings of cells in the table of results, from one pass over it, each cell's in the table's order.
/// A cell that is not in the results is missing. Throws Error where the results are of a version without methods.
CellRankings read_rankings(const Results& results, const std::vector<report::CellName>& cells);

/// The rankings of one of them. Throws a usage Error when the run has not come to it.
const std::vector<CellRanking>& rankings_of(const CellRankings& all, const report::CellName& cell);

/// The orders of neurons by what a ranking says of single labels, by the labels' names: of weight mass in a repetition
/// those by absolute weight of its head, without neurons of no weight; of others what ranking::has_label_values() says.
/// Empty where the method has none, for the merged ranking, and where the files of the run's units are not there.
std::map<std::string, std::vector<Index>> label_orders(const probing::ProbingContext& context, const grid::Cell& cell,
                                                       const CellRanking& ranking);

}  // namespace neurank::run
