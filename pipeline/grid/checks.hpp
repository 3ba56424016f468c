#pragma once

#include "grid/schema.hpp"

namespace neurank::grid {

/// Adds what is wrong between values that are right alone: names used twice, references to nothing, no cell left.
/// @param root the tree that the values were read from, for the places
void check_experiment(const GridValues& values, const Node& root, Problems& problems);

/// The same for the section `pretrain`, where there is one: sizes that do not go together, families named twice.
void check_pretraining(const Pretraining& pretraining, const Node& root, Problems& problems);

}  // namespace neurank::grid
