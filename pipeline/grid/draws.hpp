#pragma once

#include <string>
#include <vector>

#include "grid/experiment.hpp"

namespace neurank::grid {

/// Names of the models that a model of a grid stands for: NAME-1, NAME-2 ... where it asks for several draws of random
/// weights, else its own.
std::vector<std::string> names_of_draws(const model::ModelSettings& model);

/// Puts such models in place of the one that asks for them, in the grid's filters, too. They make a group, called as
/// the model where it names none.
void expand_draws(Experiment& experiment);

}  // namespace neurank::grid
