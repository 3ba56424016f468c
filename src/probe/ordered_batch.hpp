#pragma once

#include <map>
#include <span>

#include "base/matrix.hpp"
#include "probe/head.hpp"
#include "probe/row_source.hpp"

namespace neurank::probe {

/// The neurons that a head reads: the first n of an order.
struct NeuronPrefix {
  NeuronOrder order;  ///< nullptr: the neurons' own order
  Index size = 0;     ///< n

  /// The neuron that a column of such a head is about.
  Index neuron(Index column) const { return order ? (*order)[static_cast<std::size_t>(column)] : column; }

  bool operator==(const NeuronPrefix&) const = default;
};

/// A mini-batch in float32, standardised, with its columns in the orders that heads ask for: one copy an order, whose
/// prefixes serve heads on nested sets of neurons.
class OrderedBatch {
 public:
  explicit OrderedBatch(std::span<const NeuronPrefix> wanted);

  /// Takes the next mini-batch from stored rows, in one pass over these.
  /// @param stored rows in the format of `dtype`, each of `neurons` values
  /// @param positions [B] which stored row becomes which row of the batch
  void set(const void* stored, store::DType dtype, Index neurons, std::span<const Index> positions,
           const Standardization& standardization);

  /// [B, prefix.size] without a copy. @pre the prefix, or a longer one of its order, was wanted
  ConstMatrixRef columns(const NeuronPrefix& prefix) const;

 private:
  struct Copy {
    Index width = 0;  ///< of the longest prefix
    Matrix values;    ///< [B, width]
  };

  template <class Number>
  void gather(const Number* stored, Index neurons, std::span<const Index> positions,
              const Standardization& standardization);

  std::map<NeuronOrder, Copy> copies_;
};

}  // namespace neurank::probe
