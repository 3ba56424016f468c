#pragma once

#include "probe/penalty_search.hpp"
#include "probing/probing.hpp"

namespace neurank::probing {

/// Dev accuracies of heads on all neurons, on the top and on the bottom share of their own rankings. @return [heads]
std::vector<probe::PenaltyTrial> measure_trials(const ProbingContext& context, const grid::Cell& cell,
                                                const std::vector<probe::Head>& heads,
                                                const std::vector<probe::Penalty>& penalties,
                                                const schedule::KeepGoing& keep_going);

/// Trials as a unit's table, and back.
Table trials_table(const std::vector<probe::PenaltyTrial>& trials);
std::vector<probe::PenaltyTrial> to_trials(const Table& table);

}  // namespace neurank::probing
