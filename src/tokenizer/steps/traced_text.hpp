#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neurank::tokenizer {

/// A stretch of a sentence, with the word that each character comes from; the blank before a word is that word's.
struct TracedText {
  std::u32string characters = {};
  std::vector<std::uint32_t> words = {};  ///< [characters], ascending
  bool is_first = false;                  ///< nothing of the sentence lies before it

  bool empty() const { return characters.empty(); }
  std::size_t size() const { return characters.size(); }

  /// Appends characters that come from one word.
  void add(std::u32string_view text, std::uint32_t word);
  void add(char32_t character, std::uint32_t word) { add(std::u32string_view(&character, 1), word); }

  /// Puts characters before the first one, as parts of its word. Nothing happens to an empty text.
  void prepend(std::u32string_view text);

  /// Characters [begin, end).
  TracedText part(std::size_t begin, std::size_t end) const;
};

/// A sentence's words with single blanks between them; empty words vanish.
TracedText joined(std::span<const std::string> words);

}  // namespace neurank::tokenizer
