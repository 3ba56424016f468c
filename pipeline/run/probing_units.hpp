#pragma once

#include "probing/probing.hpp"
#include "run/run_plan.hpp"

namespace neurank::run {

/// Does what a unit of a cell, or of several, does, on the rank that leads it. @pre it is not one of an activation file
void compute_probing(const Work& work, const probing::ProbingContext& context, const schedule::AtWork& at_work);

}  // namespace neurank::run
