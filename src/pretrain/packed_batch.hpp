#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "pretrain/piece_text.hpp"

namespace neurank::pretrain {

/// Sequences laid into R rows of P places, several in a row where they fit, so that little is computed for padding.
/// Places of a row see only those of the same sequence.
struct PackedBatch {
  struct Sequence {
    Index first;   ///< place of its first piece, r * P + p
    Index length;  ///< in pieces
  };

  Index rows = 0, length = 0;       ///< R, P
  std::vector<Sequence> sequences;  ///< as they were given
  at::Tensor ids;                   ///< [R, P] int64, 0 in padding
  at::Tensor positions;             ///< [R, P] int64, of a piece in its sequence, 0 in padding
  at::Tensor owners;                ///< [R, P] int64, number of the sequence, -1 in padding

  /// [R, P, P] bool, whether the second place is of the first one's sequence; padding sees padding, so that every place
  /// sees one.
  at::Tensor same_sequence() const { return owners.unsqueeze(2).eq(owners.unsqueeze(1)); }
};

/// Packs sequences, each into the first row with room for it, the longest first.
/// @pre at least one sequence, none empty
PackedBatch pack(const std::vector<Pieces>& sequences);

}  // namespace neurank::pretrain
