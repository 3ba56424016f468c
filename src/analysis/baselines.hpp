#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/index.hpp"
#include "corpus/labels.hpp"

namespace neurank::analysis {

/// Accuracies on a split that need no neuron at all (docs/method.md 8.2).
struct Baselines {
  double majority = 0;        ///< accuracy of the most frequent training label
  double word_majority = 0;   ///< accuracy of each word type's most frequent training label; the majority for new types
  Index words = 0;            ///< words of the split that have a vector
  Index unseen_words = 0;     ///< of these, words whose type never occurs in training
  Index ambiguous_words = 0;  ///< of these, words whose type has several labels in training
  std::optional<double> ambiguous_word_majority;  ///< as word_majority, on the ambiguous words; nothing without them
  double suffix_majority = 0;  ///< as word_majority, but for new types the most frequent label of training words that
                               ///< end in the same three characters, if there are any
};

/// Counts words with a vector only, as the probes do. Ties go to the label with the lower id.
/// @param words [T]  @param valid [T], 0 where a word has no vector  @pre both ranges lie in [0, T)
Baselines baselines(std::span<const std::string> words, std::span<const std::uint8_t> valid,
                    const corpus::EncodedLabels& labels, Range train, Range split);

}  // namespace neurank::analysis
