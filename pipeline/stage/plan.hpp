#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "probe/lambda_search.hpp"
#include "schedule/unit.hpp"
#include "stage/facts.hpp"

namespace neurank::stage {

/// Hidden states of one shard of a corpus.
struct ExtractWork {
  std::size_t model, corpus, shard;
};

/// One bank of the lambda search of a cell: penalties [first, first + count) of its search grid.
struct LambdaWork {
  grid::Cell cell;
  std::size_t first, count;
};

/// One repetition of a cell.
struct TrainWork {
  grid::Cell cell;
  Index seed;  ///< from 1
};

/// The minimal sets of one repetition of a cell.
struct MinimalWork {
  grid::Cell cell;
  Index seed;  ///< from 1
};

/// All repetitions of a cell, merged.
struct ReduceWork {
  grid::Cell cell;
};

using Work = std::variant<ExtractWork, LambdaWork, TrainWork, MinimalWork, ReduceWork>;

/// Units in order, and what each does.
struct Plan {
  std::vector<schedule::Unit> units;
  std::vector<Work> work;
};

/// A model's activations on a corpus: one activation file.
struct Extraction {
  std::size_t model, corpus;
  bool operator==(const Extraction&) const = default;
};

// Plans are pure functions of the experiment and the facts: the same on every rank and in every job that resumes.

/// Activation files that the cells need, each once.
std::vector<Extraction> needed_extractions(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

Plan plan_extraction(const grid::Experiment& experiment, const Facts& facts,
                     const std::vector<Extraction>& extractions);

/// Units of the stages lambda, train, minimal and reduce of these cells, up to `last`.
Plan plan_probing(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells,
                  schedule::Stage last);

/// Lambda units of one cell: consecutive penalties, as many as fit in a bank's columns.
std::vector<LambdaWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings);

/// Bytes of all activation files.
std::uint64_t disk_bytes(const grid::Experiment& experiment, const Facts& facts,
                         const std::vector<Extraction>& extractions);

/// Largest memory that a rank needs at any time, in bytes; at least one head is always trained whole.
std::uint64_t peak_memory(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells);

/// Stacked labels of a bank that fit into the experiment's memory per rank, at most the settings' bank_columns.
/// @param labels of the cell
Index affordable_columns(const grid::Experiment& experiment, const probe::ProbeSettings& settings, Index neurons,
                         Index labels);

}  // namespace neurank::stage
