#pragma once

#include "grid/schema.hpp"

namespace neurank::grid {

/// Adds a problem at the deepest part of a path that the grid has.
void add_problem(const Node& root, const std::vector<std::string>& path, const std::string& problem,
                 const std::string& remedy, Problems& problems);

/// Adds what is wrong between values that are right alone: names used twice, references to nothing, no cell left.
/// @param root the tree that the values were read from, for the places
void check_experiment(const GridValues& values, const Node& root, Problems& problems);

/// The same for the probe settings of the grid and of its variants: settings of another solver, penalties that it does
/// not take, too many of them.
void check_probes(const GridValues& values, const Node& root, Problems& problems);

/// The same for the section `pretrain`, where there is one: sizes that do not go together, families named twice.
void check_pretraining(const Pretraining& pretraining, const Node& root, Problems& problems);

}  // namespace neurank::grid
