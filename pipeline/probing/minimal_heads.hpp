#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "probing/subset_heads.hpp"

namespace neurank::probing {

/// The smallest set of top neurons whose retrained head is accurate enough (docs/method.md 7.1).
struct MinimalSet {
  double delta = 0;  ///< points of dev accuracy below the oracle that are allowed
  Subset subset;     ///< the top n, or all when no smaller set is accurate enough
  double accuracy_dev = 0;
  std::shared_ptr<const probe::Head> head;  ///< on these neurons
};

/// The head on all neurons, with which smaller ones are compared.
struct Oracle {
  std::shared_ptr<const probe::Head> head;
  double accuracy = 0;  ///< on dev
};

/// Told every dev accuracy that the search measures.
using RecordAccuracy = std::function<void(const Subset&, double accuracy)>;

/// Searches the minimal set for every delta: retrains top, bottom and one random order on coarse sizes, then top on
/// fine sizes below the smallest that is accurate enough for each delta (analysis/minimal_plan.hpp). Heads that cannot
/// be chosen any more are freed at once. @param deltas points, each >= 0  @return [deltas]
std::vector<MinimalSet> search_minimal_sets(const SubsetHeads& trainer, const Oracle& oracle,
                                            const std::vector<double>& deltas, const RecordAccuracy& record);

}  // namespace neurank::probing
