#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus/labels.hpp"

namespace neurank::corpus {

/// Which words and labels of a column a task is made of (docs/method.md 2.5). Zero: no such limit.
struct Selection {
  std::vector<std::string> ignore = {};  ///< labels whose words are left out
  Index keep_labels = 0;                 ///< the most frequent labels of training are kept, so many, and no others
  Index per_label = 0;                   ///< training words of each label; labels with fewer are left out everywhere
  Index words = 0;                       ///< training words in all, at most
  bool type_split = false;               ///< whether no word type stands in two splits

  /// Whether it asks for the text of words.
  bool needs_words() const { return type_split; }
};

/// Labels of the words that are selected; all others get no_label. Training words are drawn by the seed and the place
/// of a word, so that fewer are among more, and tasks on one corpus draw alike. Labels are numbered as encode_labels()
/// does, by the training words that are left.
/// @param words [T], or empty if not needed  @param splits word ranges of training, dev and test
EncodedLabels selected(const EncodedLabels& labels, std::span<const std::string> words,
                       const std::array<Range, 3>& splits, const Selection& selection, std::uint64_t seed);

}  // namespace neurank::corpus
