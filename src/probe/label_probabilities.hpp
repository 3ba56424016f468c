#pragma once

#include <functional>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"

namespace neurank::probe {

/// A head, and labels whose probabilities are asked for.
struct ProbabilityQuestion {
  const Head* head = nullptr;
  NeuronPrefix neurons;  ///< that it reads
  Targets targets;       ///< of all rows of the source
};

/// The probability that each head gives to the label of each row, in one pass: softmax of its scores, at least e^-70.
/// Rows with a label outside [0, L) are left out.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @return [heads][rows with a known label, in the order of the stream], each in (0, 1]
std::vector<std::vector<double>> label_probabilities(BatchStream& stream,
                                                     const std::vector<ProbabilityQuestion>& questions,
                                                     const std::function<bool()>& keep_going, const Products& products);

}  // namespace neurank::probe
