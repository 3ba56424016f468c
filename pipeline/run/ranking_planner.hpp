#pragma once

#include <map>
#include <optional>
#include <utility>

#include "run/run_plan.hpp"

namespace neurank::run {

/// A unit that ranks the neurons of a model by the words of a task, and its cell.
struct WordRanking {
  std::size_t unit;
  grid::Cell cell;
};

/// All of them, by model and task; none where the grid asks for no such rankings.
using WordRankings = std::map<std::pair<std::size_t, std::size_t>, WordRanking>;

/// Adds the units that rank neurons by words alone, and those that take moments for them. Pure.
WordRankings add_word_rankings(const grid::Experiment& experiment, const Facts& facts,
                               const std::vector<grid::Cell>& cells, Plan& plan);

/// Operations of Gaussians that judge the first neurons of all rankings of a cell, with each kind of labels. Pure.
double gaussian_flops(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell);

}  // namespace neurank::run
