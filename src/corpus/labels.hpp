#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::corpus {

/// The labels of one column as numbers. Training labels, sorted bytewise, are 0..L-1; labels that occur in dev or test
/// only follow, sorted bytewise, so that no probe can predict them and nothing is lost.
struct EncodedLabels {
  std::vector<std::string> names;  ///< [>= L]
  Index num_training = 0;          ///< L
  std::vector<std::int32_t> ids;   ///< [T], in [0, names.size()), or no_label
};

/// Id of a word whose label is left out.
inline constexpr std::int32_t no_label = -1;

/// Numbers the labels of a column.
/// @param values [T] label of every word
/// @param train word range of the training split
/// @pre train lies inside the words
EncodedLabels encode_labels(const std::vector<std::string>& values, Range train);

/// The labels without some of them, whose words get no_label. The others keep their order and are renumbered without
/// gaps.
/// @param ignored names; a name that is not a label changes nothing
EncodedLabels without(const EncodedLabels& labels, const std::vector<std::string>& ignored);

}  // namespace neurank::corpus
