#pragma once

#include "schedule/outcome.hpp"

namespace neurank::cli {

/// Exit codes of the program.
enum ExitCode { exit_done = 0, exit_usage = 1, exit_input = 2, exit_stopped = 3, exit_failed = 4 };

/// The exit code of a launch that ended like this.
inline int exit_code(schedule::Outcome outcome) {
  if (outcome == schedule::Outcome::done) return exit_done;
  return outcome == schedule::Outcome::stopped ? exit_stopped : exit_failed;
}

}  // namespace neurank::cli
