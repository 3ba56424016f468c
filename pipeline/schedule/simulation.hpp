#pragma once

#include <vector>

#include "schedule/unit.hpp"

namespace neurank::schedule {

/// Seconds that a run of units takes, were the ranks all alike: units are handed out as in a run. Pure.
/// @param seconds of one rank for each unit
double simulated_seconds(const std::vector<Unit>& units, const std::vector<double>& seconds, int ranks);

}  // namespace neurank::schedule
