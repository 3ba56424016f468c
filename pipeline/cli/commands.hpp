#pragma once

#include <string>
#include <vector>

#include "mpi/session.hpp"

namespace neurank::cli {

/// Exit codes of the program.
enum ExitCode { exit_done = 0, exit_usage = 1, exit_input = 2, exit_stopped = 3, exit_failed = 4 };

using Arguments = std::vector<std::string>;

// One function a sub-command, each in the file of its name: takes what follows the sub-command on the command line,
// returns the exit code, throws Error for what the user can mend.
int run(const mpi::Session& session, const Arguments& arguments);
int plan(const mpi::Session& session, const Arguments& arguments);
int status(const mpi::Session& session, const Arguments& arguments);
int extract(const mpi::Session& session, const Arguments& arguments);
int tokenize(const mpi::Session& session, const Arguments& arguments);
int states(const mpi::Session& session, const Arguments& arguments);
int doctor(const mpi::Session& session, const Arguments& arguments);

/// Runs what the command line names and turns every error into one message on stderr and an exit code.
int dispatch(const mpi::Session& session, const Arguments& arguments);

}  // namespace neurank::cli
