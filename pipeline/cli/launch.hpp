#pragma once

#include <string>

#include "cli/command.hpp"
#include "grid/experiment.hpp"
#include "run/pipeline.hpp"

namespace neurank::cli {

/// What is to be run, and how.
struct RunRequest {
  grid::Experiment experiment;
  run::RunOptions options;
  std::string command = "run";  ///< that was asked to
};

/// The SLURM job that this process is of, and how often SLURM has started it again.
schedule::Attempt attempt_of_job();

/// Runs an experiment, or resumes it, and says so on standard error: what it is run with, how far it is, what it found.
/// Collective. @return the exit code
int launch(const Call& call, RunRequest request);

}  // namespace neurank::cli
