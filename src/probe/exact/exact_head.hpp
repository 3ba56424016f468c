#pragma once

#include <functional>

#include "base/products.hpp"
#include "probe/exact/certificate.hpp"
#include "probe/head.hpp"
#include "probe/ordered_batch.hpp"
#include "probe/probe_settings.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// Words of a mini-batch of the passes over a head's neurons: fewer where a word is long, for memory. Pure.
Index rows_of_an_exact_batch(Index neurons);

/// When a head is good enough, and what finding it may cost.
struct ExactSettings {
  double gap = 1e-4;                                     ///< relative duality gap at which it is certified
  double max_passes = 1000;                              ///< over all words and neurons
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;   ///< for what is kept between passes
  std::uint64_t columns_bytes = std::uint64_t{1} << 30;  ///< for columns of activations, read once and not in each pass
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

/// A solution in which the members of a team take part.
struct SharedSolution {
  std::vector<Index> rows;                                    ///< of the source, as TrainingRows has them
  Standardization standardization;                            ///< likewise
  std::shared_ptr<const store::NeuronStatistics> statistics;  ///< of which means and variances count
  ExactTask task;                                             ///< but for its start
  std::shared_ptr<const Head> start;                          ///< or nullptr
  ExactSettings settings;
  Products products;
};

/// Finds the head by proximal Newton steps, on the neurons that have weight or want it, until its relative duality gap
/// is settings.gap. The result does not depend on the start but for this gap; no random number is used. With more than
/// settings.max_passes, or where float32 tells no better head, it is returned without being certified.
/// @param training with its statistics  @param team led by this process: its members share the passes by words and the
/// metric by labels, and find the bits that one alone finds  @pre at least one row has a label in [0, L)
ExactHead solve_exactly(const TrainingRows& training, const ExactTask& task, const ExactSettings& settings,
                        const Products& products, const std::function<bool()>& keep_going, const Team& team = Team());

/// The part in a solution of a member of a team that does not lead it. Throws what any member throws.
/// @param source as the leader's  @param keep_going asked before each mini-batch; the leader decides
void take_part_in_solving(const RowSource& source, const SharedSolution& solution,
                          const std::function<bool()>& keep_going, const Team& team);

}  // namespace neurank::probe
