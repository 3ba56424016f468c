#pragma once

#include <cstdint>

#include "grid/experiment.hpp"

namespace neurank::probing {

// What resources.memory decides: how many heads a rank trains at once.

/// Bytes of a row of an activation file.
std::uint64_t row_bytes(const grid::Experiment& experiment, Index neurons);

/// Whether a rank keeps the rows of an activation file in memory while it works on a cell: they take up to a quarter of
/// the experiment's memory per rank. Larger ones are read anew in each epoch.
bool keeps_rows(const grid::Experiment& experiment, std::uint64_t words, Index neurons);

/// Stacked labels of a bank that fit into the experiment's memory per rank, at most the settings' columns_per_pass.
Index affordable_columns(const grid::Experiment& experiment, const probe::ProbeSettings& settings, Index neurons);

/// Bytes that a rank needs, beside the rows that it keeps, to train a cell's probes with as many columns as it can
/// afford; at least one head is always trained whole.
std::uint64_t probe_bytes(const grid::Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                          Index labels);

}  // namespace neurank::probing
