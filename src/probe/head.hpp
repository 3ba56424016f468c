#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "probe/settings.hpp"

namespace neurank::probe {

/// One linear classifier: scores = x * weights^T + bias.
struct Head {
  Matrix weights;  ///< [L, N]
  Vector bias;     ///< [L]
};

/// Labels of all rows of a source, shared by the heads that learn them. A value outside [0, L) is a label that the head
/// cannot predict: in training such rows are left out of its loss, in evaluation they count as errors.
using Targets = std::shared_ptr<const std::vector<std::int32_t>>;

/// End of the longest run of heads from `begin` that stack to at most `columns` labels; at least one head.
/// @param labels labels(i) is the number of labels of head i  @pre begin < count
template <class Labels>
std::size_t end_of_run(std::size_t begin, std::size_t count, const Labels& labels, Index columns) {
  std::size_t end = begin + 1;
  for (Index used = labels(begin); end < count && used + labels(end) <= columns; ++end) used += labels(end);
  return end;
}

/// Uniform start in [-1/sqrt(N), 1/sqrt(N)) for weights and bias (design §6).
Head uniform_start(Index labels, Index neurons, std::uint64_t seed);

}  // namespace neurank::probe
