#pragma once

#include <vector>

#include "cli/command.hpp"
#include "grid/experiment.hpp"

namespace neurank::cli {

/// Options with --model, --task and --variant behind them: which cells of a run are meant.
std::vector<Option> with_cells(std::vector<Option> options);

/// The cells that these name; all where none is given. Throws a usage Error for a name that the run does not have, with
/// the nearest one, and when no cell has all of them.
std::vector<grid::Cell> chosen_cells(const Values& values, const grid::Experiment& experiment);

}  // namespace neurank::cli
