#pragma once

#include <ATen/core/Tensor.h>

#include "base/random.hpp"
#include "pretrain/packed_batch.hpp"

namespace neurank::pretrain {

/// Places of a packed batch in the order in which its pieces are predicted. A piece of rank 0 is context: all pieces of
/// its sequence may see it. The others are predicted one after another, rank 1 first.
struct PredictionOrder {
  at::Tensor ranks;    ///< [R, P] int64
  at::Tensor queries;  ///< [R, M] int64, places p of a row that are predicted; 0 where a row has fewer than M
  at::Tensor targets;  ///< [R, M] int64, ids that stand there; -1 where a row has fewer than M
  Index predictions = 0;
};

/// The order in which all pieces are context: M = 0.
PredictionOrder all_context(const PackedBatch& batch);

/// Partial prediction (Yang et al. 2019, section 2.3): of each sequence a random sixth of the pieces, at least one, is
/// predicted in random order, given all others. As in the authors' code, the others see each other whatever their
/// order, and so do the pieces of framing.
/// @param before, after pieces of framing, which are never predicted
PredictionOrder draw_order(const PackedBatch& batch, Index before, Index after, Random& random);

}  // namespace neurank::pretrain
