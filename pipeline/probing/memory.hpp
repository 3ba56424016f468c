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

/// Bytes that an exact solver may keep between passes, beside its heads.
std::uint64_t exact_bytes(const grid::Experiment& experiment);

/// Bytes of columns of activations that it may keep, in float32.
std::uint64_t kept_columns_bytes(const grid::Experiment& experiment);

/// Bytes that a rank needs, beside the rows that it keeps, to train a cell's probes with as many columns as it can
/// afford; at least one head is always trained whole. @param words of the activation file
std::uint64_t probe_bytes(const grid::Experiment& experiment, const probe::ProbeSettings& settings, std::uint64_t words,
                          Index neurons, Index labels);

/// Words whose activations are looked at together where neurons are ranked by them.
constexpr Index rows_of_a_ranked_batch = 1024;

/// Bytes for columns of activations that rankings by words look at whole.
std::uint64_t ranked_columns_bytes(const grid::Experiment& experiment);

/// Neurons whose correlations are looked at together, at most: those of a model of BERT's size.
constexpr Index most_clustered = 10000;

/// Words of which knockoffs are made, at most: more of them hardly change their covariance.
constexpr Index most_knockoff_words = 20000;

/// Bytes that a rank needs for studies beside its heads: rows in other directions, correlations of neurons, moments by
/// label. @param words of the activation file
std::uint64_t study_bytes(const grid::Experiment& experiment, std::uint64_t words, Index neurons, Index width,
                          Index labels);

/// Whether rows in other directions stay in memory, which are float32.
bool keeps_turned_rows(const grid::Experiment& experiment, std::uint64_t words, Index neurons);

/// Bytes that a rank needs, likewise, to rank neurons by the words of a task without a head; 0 where the grid does not
/// ask for it. @param labels of the task  @param corpus_labels of all tasks of the corpus, whose moments are taken
/// together
std::uint64_t ranking_bytes(const grid::Experiment& experiment, Index neurons, Index labels, Index corpus_labels);

}  // namespace neurank::probing
