#pragma once

#include <optional>
#include <string>

#include "run/run_plan.hpp"

namespace neurank::run {

/// "bert/ptb": the activations that a cell's probes read, which ranks keep from unit to unit.
std::string activations_name(const grid::Experiment& experiment, const grid::Cell& cell);

/// Adds the units of a cell from the penalty search to its reduction, as far as the stage `last`. Pure.
/// @return the unit that reduces the cell
std::optional<std::size_t> add_cell(const grid::Experiment& experiment, const Facts& facts, const grid::Cell& cell,
                                    schedule::Stage last, Plan& plan);

}  // namespace neurank::run
