#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/score.hpp"

namespace neurank::probe {

/// A head on all neurons, of which all but the first n of an order are to be masked, for growing n.
struct MaskedHead {
  const Head* head = nullptr;
  Targets targets;
  Index num_labels = 0;             ///< labels in the targets, those unknown to the head included
  const Vector* others = nullptr;   ///< [N] activation that masked neurons get; nullptr: 0
  std::vector<NeuronOrder> orders;  ///< none is nullptr
  std::vector<Index> sizes;         ///< ascending n, each in [1, N]
};

/// Scores of the masked head on the stream's rows. A step from n to the next size adds what the neurons between them
/// say, so that all sizes of an order cost as much as one product with all neurons.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @param groups of all rows of the stream, or nullptr  @return [orders][sizes]
std::vector<std::vector<Score>> masked_curves(BatchStream& stream, const MaskedHead& masked,
                                              const std::function<bool()>& keep_going, const Products& products,
                                              const Groups* groups);

}  // namespace neurank::probe
