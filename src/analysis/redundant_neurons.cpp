#include "analysis/redundant_neurons.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

/// Clusters at work. A cluster is called by one of its neurons, whose row and column hold its distances.
class AverageLinkage {
 public:
  /// @param distances [N, N]; overwritten
  explicit AverageLinkage(Matrix& distances)
      : distances_(distances),
        sizes_(to_size(distances.rows()), 1),
        joined_to_(to_size(distances.rows())),
        active_(to_size(distances.rows())) {
    std::iota(joined_to_.begin(), joined_to_.end(), Index{0});
    std::iota(active_.begin(), active_.end(), Index{0});
  }

  /// Joins all that are at most so far apart. Distances never fall as clusters grow, so that a cluster whose nearest
  /// one is further away stays as it is.
  void join(float most) {
    std::vector<Index> chain;
    while (!active_.empty()) {
      if (chain.empty()) chain.push_back(active_.front());
      const Index last = chain.back();
      const Index before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
      const auto [nearest, distance] = nearest_of(last, before);
      if (nearest < 0 || distance > most) {
        remove(last);
        chain.pop_back();
      } else if (nearest == before) {
        chain.resize(chain.size() - 2);
        merge(before, last);
      } else {
        chain.push_back(nearest);
      }
    }
  }

  /// [N] the neuron by which each neuron's cluster is called.
  std::vector<Index> names() {
    std::vector<Index> names(joined_to_.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      Index name = to_index(i);
      while (joined_to_[to_size(name)] != name) name = joined_to_[to_size(name)];
      names[i] = name;
    }
    return names;
  }

 private:
  struct Neighbour {
    Index cluster;
    float distance;
  };

  /// @param preferred where it is as near as the nearest one; -1: none
  Neighbour nearest_of(Index cluster, Index preferred) const {
    Neighbour best{-1, std::numeric_limits<float>::infinity()};
    if (preferred >= 0) best = {preferred, distances_(cluster, preferred)};
    for (const Index other : active_)
      if (other != cluster && distances_(cluster, other) < best.distance) best = {other, distances_(cluster, other)};
    return best;
  }

  /// Lance & Williams 1967.
  void merge(Index kept, Index joined) {
    const auto kept_size = static_cast<float>(sizes_[to_size(kept)]);
    const auto joined_size = static_cast<float>(sizes_[to_size(joined)]);
    for (const Index other : active_) {
      const float distance =
          (kept_size * distances_(kept, other) + joined_size * distances_(joined, other)) / (kept_size + joined_size);
      distances_(kept, other) = distances_(other, kept) = distance;
    }
    sizes_[to_size(kept)] += sizes_[to_size(joined)];
    joined_to_[to_size(joined)] = kept;
    remove(joined);
  }

  void remove(Index cluster) { active_.erase(std::ranges::lower_bound(active_, cluster)); }

  Matrix& distances_;
  std::vector<Index> sizes_, joined_to_;
  std::vector<Index> active_;  ///< ascending
};

}  // namespace

std::vector<Index> redundant_clusters(Matrix& correlations) {
  NEURANK_EXPECT(correlations.rows() == correlations.cols());
  correlations = 1 - correlations.array().abs();
  AverageLinkage linkage(correlations);
  linkage.join(static_cast<float>(1 - redundant_correlation));
  const std::vector<Index> names = linkage.names();
  std::vector<Index> numbers(names.size(), -1), clusters;
  Index next = 0;
  for (const Index name : names) {
    Index& number = numbers[to_size(name)];
    if (number < 0) number = next++;
    clusters.push_back(number);
  }
  return clusters;
}

}  // namespace neurank::analysis
