#pragma once

#include <optional>
#include <string>

#include "run/ranking_planner.hpp"
#include "run/run_plan.hpp"

namespace neurank::run {

/// "bert/ptb": the activations that a cell's probes read, which ranks keep from unit to unit.
std::string activations_name(const grid::Experiment& experiment, const grid::Cell& cell);

/// Operations of training one head of a cell on all neurons: a product forward and one for the gradient on every
/// training word in every epoch.
double head_flops(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell);

/// Adds the units of a cell from the penalty search to its reduction, as far as the stage `last`. Pure.
/// @param by_words the unit that ranks by the words of the cell's task, if there is one
/// @return the unit that reduces the cell
std::optional<std::size_t> add_cell(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell,
                                    schedule::Stage last, const std::optional<WordRanking>& by_words, Plan& plan);

}  // namespace neurank::run
