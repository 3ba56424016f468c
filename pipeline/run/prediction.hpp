#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "run/probe_speed.hpp"
#include "run/run_plan.hpp"

namespace neurank::run {

/// Neurons, labels and variant, on which the speed of probes depends.
using ProbeShape = std::tuple<Index, Index, std::size_t>;
ProbeShape shape_of(const Facts& facts, const grid::Cell& cell);

/// What one rank takes for parts of units, in seconds.
struct Speeds {
  std::map<Extraction, double> word;    ///< to compute the states of a word
  std::map<std::size_t, double> model;  ///< to load a model
  std::map<ProbeShape, ProbeSpeed> probes;
  double cell = 0, cell_word = 0;  ///< to reduce a cell: this, and this for each word of its corpus
};

/// Seconds of one rank for each unit of a plan; nothing for completing an activation file. Pure.
/// @param ranks that share the units; each loads every model
std::vector<double> unit_seconds(const Plan& plan, const grid::Experiment& experiment, const Facts& facts,
                                 const Speeds& speeds, int ranks);

}  // namespace neurank::run
