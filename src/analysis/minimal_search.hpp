#pragma once

#include <functional>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// The smallest size found for one delta (docs/method.md 7.1).
struct MinimalSize {
  double delta = 0;  ///< points of dev accuracy below the oracle that are allowed
  Index n = 0;       ///< N when no smaller size is accurate enough
  double accuracy = 0;
};

/// Coarse sizes over the whole range, then fine ones around what the coarse ones found.
enum class Pass { coarse, fine };

/// Takes the dev accuracy of the head on the top n. @return positions of the deltas for which n is the smallest size so
/// far that is accurate enough: this head replaces theirs
using TakeAccuracy = std::function<std::vector<std::size_t>(Index n, double accuracy)>;

/// Trains heads on the top n for all sizes n, ascending and below N, and passes the accuracy of each on, in this order.
using TrySizes = std::function<void(Pass pass, const std::vector<Index>& sizes, const TakeAccuracy& take)>;

/// Searches the smallest size for every delta: coarse_sizes(), then refinement() (analysis/minimal_plan.hpp).
/// @param oracle dev accuracy of the head on all neurons  @param deltas points, each >= 0  @return [deltas]
std::vector<MinimalSize> search_minimal_sizes(Index neurons, double oracle, const std::vector<double>& deltas,
                                              const TrySizes& try_sizes);

}  // namespace neurank::analysis
