#pragma once

#include <cstdint>

#include "analysis/splicing/sacrifices.hpp"

namespace neurank::analysis {

/// What the neurons of a set are to tell, and how a head on them is penalised.
struct SplicingTask {
  probe::Targets targets;  ///< of all rows of the source
  Index labels = 0;        ///< L
  probe::Penalty penalty;  ///< l2 > 0
};

/// How sets are changed, and what that may cost.
struct SplicingSettings {
  Index passes = 20;                                    ///< over all neurons of the words, at least 1
  Index exchanged = 5;                                  ///< neurons that change places at once, at most; at least 1
  Index candidates = 50;                                ///< neurons outside that are held in memory, at least 1
  double least_gain = 1e-4;                             ///< part of the loss by which an exchange must lower it
  double gap = 1e-5;                                    ///< relative duality gap of the heads, below least_gain
  double max_head_passes = 1000;                        ///< over the words of a set, for one head
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< for what the solver keeps between passes
};

/// A set that no exchange which was tried makes better.
struct SplicedSet {
  SetHead best;             ///< where the start had them, newcomers at the places of those that they replace
  double start_loss = 0;    ///< of the best head on the start
  Index exchanges = 0;      ///< that lowered the loss
  Index passes = 0;         ///< over all neurons of the words
  bool is_settled = false;  ///< no exchange made it better before the passes were over
};

/// The best set of k neurons, by splicing (Zhu, Wen, Zhu, Zhang & Wang 2020, "A polynomial algorithm for best-subset
/// selection problem", algorithms 1 and 2): the s neurons of least backward sacrifice in the set change places with the
/// s of largest forward sacrifice outside, s from min(k, settings.exchanged) in halves down to 1, where that lowers the
/// loss of the best head on the set, mean cross entropy + λ1 Σ |W| + λ2 Σ W², by more than settings.least_gain of it.
/// Where no such s does, single neurons are tried beside the first pair: the few best outside for the few worst inside.
/// The start's loss is never exceeded by more than the heads' gap. No random number is used.
///
/// For words that do not fit in memory: a pass over all neurons tells their sacrifices, a second one fetches those of
/// the set and the best candidates outside, among which exchanges are made in memory, with sacrifices from there, until
/// none helps; then comes the next pass. Memory: 4 T (k + candidates) bytes, 24 L N, 12 KB N, and what the solver
/// takes.
/// @param training with its statistics; at least one word's label in [0, L)
/// @param start [k] different neurons of the source, such as the first k of a ranking
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
SplicedSet best_set_by_splicing(const probe::TrainingRows& training, const SplicingTask& task,
                                const std::vector<Index>& start, const SplicingSettings& settings,
                                const Products& products, const std::function<bool()>& keep_going);

}  // namespace neurank::analysis
