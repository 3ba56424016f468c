#include "cli/commands.hpp"

int main(int argc, char** argv) {
  const neurank::mpi::Session session(argc, argv);
  return neurank::cli::dispatch(session, {argv + 1, argv + argc});
}
