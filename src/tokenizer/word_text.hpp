#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {

/// Text that is cut as a whole, with the word that each stretch of it comes from.
class WordText {
  struct Stretch {
    std::size_t word;
    std::size_t end;  ///< in text
  };

 public:
  const std::string& text() const { return text_; }

  /// @param word not before an earlier stretch's
  void add(std::string_view text, std::size_t word);

  /// Drops white space (is_blank()) at the end.
  void trim_end();

  /// Finds the words of bytes that are asked for from left to right.
  class Cursor {
   public:
    explicit Cursor(const WordText& text) : stretches_(text.stretches_) {}

    /// The word that a byte comes from; the last word for a byte behind the text. @pre the text is not empty
    std::size_t word_at(std::size_t byte);

   private:
    const std::vector<Stretch>& stretches_;
    std::size_t next_ = 0;
  };

 private:
  std::string text_;
  std::vector<Stretch> stretches_;
};

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
