#pragma once

#include "run/run_plan.hpp"

namespace neurank::run {

/// What a study of a cell comes down to, as far as planning can tell. Pure.
Effort study_effort(const grid::Experiment& experiment, const Facts& facts, const probing::StudyWork& work);

}  // namespace neurank::run
