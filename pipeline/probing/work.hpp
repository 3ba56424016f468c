#pragma once

#include <cstddef>
#include <vector>

#include "grid/experiment.hpp"

namespace neurank::probing {

/// One of the numbered repeats of a cell.
struct RepetitionId {
  grid::Cell cell;
  Index repetition;  ///< from 1; column "seed"
};

/// One bank of the penalty search of a cell: penalties [first, first + count) of its search grid.
struct PenaltyWork {
  grid::Cell cell;
  std::size_t first, count;
};

/// The heads of one repetition on all neurons.
struct TrainWork {
  RepetitionId id;
};

/// The minimal sets of one repetition.
struct MinimalWork {
  RepetitionId id;
};

/// All repetitions of a cell, merged.
struct ReduceWork {
  grid::Cell cell;
};

/// Units of the penalty search of one cell: consecutive penalties, as many as fit in a bank's columns.
std::vector<PenaltyWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings);

}  // namespace neurank::probing
