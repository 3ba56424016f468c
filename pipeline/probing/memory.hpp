#pragma once

#include <cstdint>

#include "grid/experiment.hpp"

namespace neurank::probing {

// What resources.memory decides: how many heads a rank trains at once.

/// Stacked labels of a bank that fit into the experiment's memory per rank, at most the settings' columns_per_pass.
Index affordable_columns(const grid::Experiment& experiment, const probe::ProbeSettings& settings, Index neurons);

/// Bytes that a rank needs to train a cell's probes with as many columns as it can afford; at least one head is always
/// trained whole.
std::uint64_t probe_bytes(const grid::Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                          Index labels);

}  // namespace neurank::probing
