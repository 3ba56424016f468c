#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {

/// Gathers a sentence's pieces, each with the word that it belongs to.
class OwnedPieces {
 public:
  /// @param word not before an earlier piece's
  void add(std::int32_t id, std::size_t word);

  /// @param num_words more than any piece's word
  TokenizedSentence finish(std::size_t num_words) &&;

 private:
  TokenizedSentence sentence_;
};

}  // namespace neurank::tokenizer
