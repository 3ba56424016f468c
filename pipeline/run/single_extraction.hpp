#pragma once

#include <filesystem>

#include "grid/experiment.hpp"
#include "mpi/communicator.hpp"
#include "run/pipeline.hpp"

namespace neurank::run {

/// Writes the activations of the experiment's one model on its one corpus as one file, which appears under its name
/// when it is whole; nothing is left behind otherwise. Collective.
schedule::Outcome extract_one(const mpi::Communicator& comm, const grid::Experiment& experiment,
                              const std::filesystem::path& output, const RunListener& listener);

}  // namespace neurank::run
