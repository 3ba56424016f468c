#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "probing/minimal_cut.hpp"
#include "probing/work.hpp"
#include "run/facts.hpp"
#include "schedule/unit.hpp"

namespace neurank::run {

/// Hidden states of one shard of a corpus.
struct ExtractWork {
  std::size_t model, corpus, shard;
};

/// What a unit does.
using Work = std::variant<ExtractWork, probing::PenaltyWork, probing::ChainWork, probing::SelectWork, probing::HeadWork,
                          probing::TrainWork, probing::SearchWork, probing::RivalWork, probing::MinimalWork,
                          probing::ReduceWork>;

/// A unit as it is scheduled, and what it does.
struct PlannedUnit {
  schedule::Unit unit;
  Work work;
};

/// Units in order.
using Plan = std::vector<PlannedUnit>;

/// The units alone, as they are scheduled.
std::vector<schedule::Unit> units_of(const Plan& plan);

/// A model's activations on a corpus: one activation file.
struct Extraction {
  std::size_t model, corpus;
  bool operator==(const Extraction&) const = default;
  bool operator<(const Extraction& other) const {
    return std::tie(model, corpus) < std::tie(other.model, other.corpus);
  }
};

// Plans are pure functions of the experiment and the facts: the same on every rank and in every job that resumes.

/// Activation files that the cells need, each once.
std::vector<Extraction> needed_extractions(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells);

/// Units of the stage extract, one for each shard of each extraction.
Plan plan_extraction(const grid::Experiment& experiment, const Facts& facts,
                     const std::vector<Extraction>& extractions);

/// Units of the stages penalty, train, minimal and reduce of these cells, up to `last`.
Plan plan_probing(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells,
                  schedule::Stage last);

/// Bytes of all activation files.
std::uint64_t disk_bytes(const grid::Experiment& experiment, const Facts& facts,
                         const std::vector<Extraction>& extractions);

/// Largest memory that a rank needs at any time, in bytes; at least one head is always trained whole.
std::uint64_t peak_memory(const grid::Experiment& experiment, const Facts& facts, const std::vector<grid::Cell>& cells);

}  // namespace neurank::run
