#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/matrix.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// One linear classifier: scores = x * weights^T + bias.
struct Head {
  Matrix weights;  ///< [L, N]
  Vector bias;     ///< [L]
};

/// Neurons in some order, shared by the heads that read the first n of them: such a head's weights are [L, n], and
/// column j belongs to neuron (*order)[j]. nullptr: all neurons as they come.
using NeuronOrder = std::shared_ptr<const std::vector<Index>>;

/// Labels of all rows of a source, shared by the heads that learn them. A value outside [0, L) is a label that the head
/// cannot predict: in training such rows are left out of its loss, in evaluation they count as errors.
using Targets = std::shared_ptr<const std::vector<std::int32_t>>;

/// End of the longest run of heads from `begin` that have at most `budget` weights together; at least one head.
/// @param size size(i) is the number of weights of head i  @pre begin < count
template <class Size>
std::size_t end_of_run(std::size_t begin, std::size_t count, const Size& size, Index budget) {
  std::size_t end = begin + 1;
  for (Index used = size(begin); end < count && used + size(end) <= budget; ++end) used += size(end);
  return end;
}

/// Uniform start in [-1/sqrt(N), 1/sqrt(N)) for weights and bias (docs/method.md 3.2).
Head uniform_start(Index labels, Index neurons, std::uint64_t seed);

}  // namespace neurank::probe
