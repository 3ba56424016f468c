#pragma once

namespace neurank::cli {

/// The whole program: starts MPI if a launcher did, runs what the command line names, and turns every error into one
/// message on stderr and an exit code.
int program(int argc, char** argv);

}  // namespace neurank::cli
