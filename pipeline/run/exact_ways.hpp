#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/run_plan.hpp"

namespace neurank::run {

/// How a rank finds the exact heads on all neurons of a cell, and what it costs.
struct ExactWay {
  std::string cell;         ///< MODEL/TASK/VARIANT
  Index neurons = 0;        ///< N
  Index kept = 0;           ///< columns that may lie in memory, in float32: all N, or that many of those at work
  std::uint64_t bytes = 0;  ///< of a pass over all columns: in memory, or of the file
  double flops = 0;         ///< of such a pass

  bool keeps_all() const { return kept == neurons; }
};

/// Of the cells whose probes are exact, in their order. Pure.
std::vector<ExactWay> exact_ways(const grid::Experiment& experiment, const Facts& facts,
                                 const std::vector<grid::Cell>& cells);

/// A line for the cells that keep all columns and one for those that do not; empty without exact probes.
std::string exact_text(const std::vector<ExactWay>& ways);

}  // namespace neurank::run
