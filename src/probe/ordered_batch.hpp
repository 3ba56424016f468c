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
/// prefixes serve heads on nested sets of neurons; no copy where rows are wanted as they lie in memory.
class OrderedBatch {
 public:
  explicit OrderedBatch(std::span<const NeuronPrefix> wanted);

  /// Takes the next mini-batch from stored rows, in one pass over these.
  /// @param stored rows in the format of `dtype`, each of `neurons` values; they stay there until the next batch
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

  bool is_stored_alike(store::DType dtype, std::span<const Index> positions,
                       const Standardization& standardization) const;

  std::map<NeuronOrder, Copy> copies_;
  const float* stored_ = nullptr;  ///< [B, N] the batch, where it is a part of the stored rows
  Index rows_ = 0, neurons_ = 0;   ///< B, N of these
};

}  // namespace neurank::probe
