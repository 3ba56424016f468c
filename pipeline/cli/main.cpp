#include "cli/program.hpp"

int main(int argc, char** argv) { return neurank::cli::program(argc, argv); }
