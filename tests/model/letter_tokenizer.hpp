#pragma once

#include <span>
#include <string>

#include "tokenizer/tokenizer.hpp"

namespace neurank::test {

inline constexpr std::int32_t begin_id = 1, end_id = 2, unknown = 3;

inline std::int32_t letter_id(char letter) { return letter == '?' ? unknown : 4 + (letter - 'a'); }

/// Cuts a word into its characters: '-' vanishes, '?' is unknown, letters are ids from 4 on.
class LetterTokenizer : public tokenizer::Tokenizer {
 public:
  tokenizer::TokenizedSentence tokenize(std::span<const std::string> words) const override {
    tokenizer::TokenizedSentence sentence;
    for (const std::string& word : words) {
      const auto begin = static_cast<std::int32_t>(sentence.ids.size());
      for (const char letter : word)
        if (letter != '-') sentence.ids.push_back(letter_id(letter));
      sentence.words.push_back({begin, static_cast<std::int32_t>(sentence.ids.size())});
    }
    return sentence;
  }
  std::string spell(std::span<const std::int32_t>) const override { return "x"; }
  tokenizer::Framing framing() const override { return {{begin_id}, {end_id}}; }
  std::optional<std::int32_t> unknown_id() const override { return unknown; }
};

}  // namespace neurank::test
