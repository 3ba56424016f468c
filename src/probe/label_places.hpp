#pragma once

#include <memory>
#include <vector>

#include "base/index.hpp"

namespace neurank::probe {

/// Some labels of a head; shared, never changed.
using LabelList = std::shared_ptr<const std::vector<Index>>;

/// Where a head's labels stand among its scores: those that get weights first, in their order, then the others.
class LabelPlaces {
 public:
  /// @param weighted labels that get weights, ascending; nullptr: all
  LabelPlaces(const LabelList& weighted, Index labels);

  Index of(Index label) const { return is_whole() ? label : places_[static_cast<std::size_t>(label)]; }
  Index num_labels() const { return labels_; }
  Index num_weighted() const { return weighted_; }

  /// Whether all labels get weights, so that each stands where it did.
  bool is_whole() const { return weighted_ == labels_; }

 private:
  Index labels_, weighted_;
  std::vector<Index> places_;  ///< [L], or empty
};

}  // namespace neurank::probe
