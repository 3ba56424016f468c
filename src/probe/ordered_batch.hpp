#pragma once

#include <map>
#include <span>

#include "base/matrix.hpp"
#include "probe/head.hpp"

namespace neurank::probe {

/// The neurons that a head reads: the first n of an order.
struct NeuronPrefix {
  NeuronOrder order;  ///< nullptr: the neurons' own order
  Index size = 0;     ///< n

  bool operator==(const NeuronPrefix&) const = default;
};

/// A mini-batch with its columns in the orders that heads ask for: one copy an order, whose prefixes serve heads on
/// nested sets of neurons.
class OrderedBatch {
 public:
  explicit OrderedBatch(std::span<const NeuronPrefix> wanted);

  /// Takes the next mini-batch [B, N], which outlives its use here.
  void set(ConstMatrixView batch);

  /// [B, prefix.size] without a copy. @pre the prefix, or a longer one of its order, was wanted
  ConstMatrixRef columns(const NeuronPrefix& prefix) const;

 private:
  struct Copy {
    Index width = 0;  ///< of the longest prefix
    Matrix values;    ///< [B, width]
  };

  ConstMatrixView batch_{nullptr, 0, 0};
  std::map<NeuronOrder, Copy> copies_;
};

}  // namespace neurank::probe
