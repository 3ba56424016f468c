#pragma once

#include <string>
#include <vector>

#include "cli/exit_codes.hpp"
#include "mpi/session.hpp"

namespace neurank::cli {

using Arguments = std::vector<std::string>;

// One function a sub-command, each in the file of its name: takes what follows the sub-command on the command line,
// returns the exit code, throws Error for what the user can correct. `run`, `pretrain` and `extract` work on all ranks
// together and throw on all of them; `doctor` speaks for all ranks; the others need one rank, and only rank 0 calls
// them.
int run(const mpi::Session& session, const Arguments& arguments);
int pretrain(const mpi::Session& session, const Arguments& arguments);
int plan(const mpi::Session& session, const Arguments& arguments);
int status(const mpi::Session& session, const Arguments& arguments);
int alignment(const mpi::Session& session, const Arguments& arguments);
int extract(const mpi::Session& session, const Arguments& arguments);
int generate(const mpi::Session& session, const Arguments& arguments);
int tokenize(const mpi::Session& session, const Arguments& arguments);
int states(const mpi::Session& session, const Arguments& arguments);
int verify(const mpi::Session& session, const Arguments& arguments);
int doctor(const mpi::Session& session, const Arguments& arguments);

/// The whole program: starts MPI if a launcher did, runs what the command line names, and turns every error into one
/// message on stderr and an exit code.
int program(int argc, char** argv);

}  // namespace neurank::cli
