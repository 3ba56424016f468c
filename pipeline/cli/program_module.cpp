#include "cli/program.hpp"

/// The program, for main() to find in the module.
extern "C" int neurank_program(int argc, char** argv) { return neurank::cli::program(argc, argv); }
