#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "support/refusal.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::test {

using Strings = std::vector<std::string>;

/// Small models of ours; see README.md there.
inline const std::filesystem::path tokenizer_data = std::filesystem::path(NEURANK_TEST_DATA) / "tokenizer";

inline Strings spellings(const tokenizer::Tokenizer& tokenizer, const std::vector<std::int32_t>& ids) {
  Strings result;
  for (const std::int32_t id : ids) result.push_back(tokenizer.spell({&id, 1}));
  return result;
}

/// The pieces of each word as one text, e.g. "[a|b] [] [c]".
inline std::string grouped(const tokenizer::Tokenizer& tokenizer, const Strings& words) {
  const tokenizer::TokenizedSentence sentence = tokenizer.tokenize(words);
  const Strings pieces = spellings(tokenizer, sentence.ids);
  std::string text;
  for (const tokenizer::PieceSpan& span : sentence.words) {
    text += text.empty() ? "[" : " [";
    for (std::int32_t i = span.begin; i < span.end; ++i) text += (i > span.begin ? "|" : "") + pieces[i];
    text += "]";
  }
  return text;
}

/// The pieces of one word, written one after another.
inline std::string spelled(const tokenizer::Tokenizer& tokenizer, const tokenizer::TokenizedSentence& sentence,
                           const tokenizer::PieceSpan& word) {
  std::string text;
  for (std::int32_t i = word.begin; i < word.end; ++i) text += tokenizer.spell({&sentence.ids[i], 1});
  return text;
}

/// What loading a folder is refused with.
inline std::string loading_refusal(const std::filesystem::path& folder) {
  return refusal([&] { tokenizer::load_tokenizer(folder); }, Cause::input);
}

/// Text of characters that tokenizers treat differently, and of any others.
inline std::u32string random_text(Random& random, std::size_t max_characters) {
  static const std::u32string special =
      U"  \t\n\u00a0\u200b\u3000'''srtvemld,.9\u00b2\u00bd\u00e9\u0301\u03a3\u4e2d\u2581\ufb01\U0001f44b<>[]s\u0130";
  std::u32string text;
  for (std::size_t size = random.below(max_characters + 1); text.size() < size;) {
    char32_t c = special[random.below(special.size())];
    if (random.below(4) == 0) c = U'a' + static_cast<char32_t>(random.below(26));
    if (random.below(8) == 0) c = 1 + static_cast<char32_t>(random.below(0x10ffff));
    if (c < 0xd800 || c > 0xdfff) text += c;
  }
  return text;
}

}  // namespace neurank::test
