#pragma once

#include <optional>
#include <vector>

#include "base/index.hpp"

namespace neurank::model {

/// Windows over a sentence of `pieces` pieces, none longer than `capacity`: the whole sentence when it fits, else
/// windows of full capacity that start half a capacity apart, the last one ending with the sentence.
/// @pre pieces >= 0, capacity > 0
std::vector<Range> plan_windows(Index pieces, Index capacity);

/// The window that contains all the given pieces and has the most further pieces on the side where it has fewer; the
/// earliest of equals. Nothing when no window contains them all.
/// @pre pieces is not empty
std::optional<std::size_t> best_window(const std::vector<Range>& windows, Range pieces);

/// Sequences that run together, padded to the longest.
struct PlannedBatch {
  std::vector<std::size_t> sequences;  ///< positions in the given lengths, longest first
  Index length = 0;                    ///< of the longest
};

/// Sorts sequences by length and cuts them into batches of at most `max_pieces` padded pieces (a longer sequence runs
/// alone), so that padded pieces plus a fixed cost for each batch are as few as possible. Longest first.
/// @param lengths each > 0
/// @param batch_cost of a batch beside its pieces, in pieces, as LanguageModel::batch_cost() tells it
std::vector<PlannedBatch> plan_batches(const std::vector<Index>& lengths, Index max_pieces, Index batch_cost);

}  // namespace neurank::model
