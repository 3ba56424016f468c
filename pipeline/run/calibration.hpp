#pragma once

#include <vector>

#include "run/run_plan.hpp"

namespace neurank::run {

/// Floating-point operations per second of one rank, measured on this machine.
struct Speeds {
  std::vector<double> encoders;  ///< by model
  double bank = 0;
};

/// Runs each model on a typical batch and a bank of typical size for a moment each; takes a few seconds.
Speeds calibrate(const grid::Experiment& experiment, const Facts& facts);

/// Seconds that `ranks` ranks need for a plan's units: their total shared evenly, but no less than the costliest chain
/// of units that wait for each other. Pure.
double predicted_seconds(const Plan& plan, const Speeds& speeds, int ranks);

}  // namespace neurank::run
