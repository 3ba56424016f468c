#pragma once

#include <functional>

#include "probe/exact/loss_pass.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// Words of a mini-batch of the passes.
constexpr Index rows_of_an_exact_batch = 1024;

/// When a head is good enough, and what finding it may cost.
struct ExactSettings {
  double gap = 1e-4;                                    ///< relative duality gap at which it is certified
  double max_passes = 1000;                             ///< over all words and neurons
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< for what is kept between passes
};

/// A head to be found: the optimum of mean cross entropy + l1 * sum |W| + l2 * sum W^2.
struct ExactTask {
  Targets targets;              ///< [T]
  Index labels = 0;             ///< L
  Penalty penalty;              ///< l2 > 0
  NeuronPrefix neurons;         ///< that the head reads, n
  const Head* start = nullptr;  ///< [L, n] near the optimum, or nullptr; not used where no weights at all are better
};

/// What was found.
struct ExactHead {
  Head head;                ///< [L, n]
  Certificate certificate;  ///< of the head in exact arithmetic, up to rounding
  bool is_certified = false;
  double passes = 0;  ///< over all words and neurons
};

/// Finds the head by proximal Newton steps, on the neurons that have weight or want it, until its relative duality gap
/// is settings.gap. The result does not depend on the start but for this gap; no random number is used. With more than
/// settings.max_passes, or where float32 tells no better head, it is returned without being certified.
/// @param training with its statistics  @pre at least one row has a label in [0, L)
ExactHead solve_exactly(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
                        const Products& products, const std::function<bool()>& keep_going);

}  // namespace neurank::probe
