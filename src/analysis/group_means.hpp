#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/cast.hpp"

namespace neurank::analysis {

/// Means of the values of some neurons over groups of words, such as word types or labels.
class GroupMeans {
 public:
  GroupMeans(Index groups, Index neurons);

  /// Memory that sums take for each neuron.
  static std::uint64_t bytes_a_neuron(Index groups) { return to_uint64(groups) * sizeof(double); }

  /// Adds a word. @param values [neurons]
  void add(Index group, std::span<const float> values);

  Index groups() const { return to_index(words_.size()); }
  Index words(Index group) const { return words_[to_size(group)]; }

  /// @pre the group has a word
  double mean(Index group, Index neuron) const;

  /// The groups with words whose means for a neuron are highest, or lowest, at most `many` of them; of equal ones those
  /// with more words, then those that come first.
  std::vector<Index> extremes(Index neuron, std::size_t many, bool highest) const;

 private:
  Index neurons_;
  std::vector<Index> words_;
  std::vector<double> sums_;  ///< [groups, neurons]
};

}  // namespace neurank::analysis
