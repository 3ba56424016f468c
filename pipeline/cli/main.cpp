#include "cli/commands.hpp"

int main(int argc, char** argv) { return neurank::cli::program(argc, argv); }
