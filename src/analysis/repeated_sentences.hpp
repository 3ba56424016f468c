#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Sentences of a split, and how many of them stand in training word for word, which no probe has to generalise to.
struct RepeatedSentences {
  Index sentences = 0;
  Index repeated = 0;
};

/// @param words [T]  @param sentence_offsets [S + 1], word at which each sentence starts  @param train a range of
/// words, as `split` of whole sentences
RepeatedSentences repeated_sentences(std::span<const std::string> words, std::span<const Index> sentence_offsets,
                                     Range train, Range split);

}  // namespace neurank::analysis
