#include "tokenizer/word_text.hpp"

#include <utility>

#include "base/error.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {

void WordText::add(std::string_view text, std::size_t word) {
  text_ += text;
  stretches_.push_back({word, text_.size()});
}

void WordText::trim_end() {
  std::u32string characters = to_code_points(text_);
  while (!characters.empty() && is_blank(characters.back())) characters.pop_back();
  text_ = to_utf8(characters);
}

std::size_t WordText::Cursor::word_at(std::size_t byte) {
  while (next_ + 1 < stretches_.size() && byte >= stretches_[next_].end) ++next_;
  return stretches_[next_].word;
}

void OwnedPieces::add(std::int32_t id, std::size_t word) {
  NEURANK_EXPECT(word + 1 >= sentence_.words.size());
  const std::int32_t position = sentence_.num_pieces();
  while (sentence_.words.size() <= word) sentence_.words.push_back({position, position});
  sentence_.ids.push_back(id);
  ++sentence_.words.back().end;
}

TokenizedSentence OwnedPieces::finish(std::size_t num_words) && {
  NEURANK_EXPECT(sentence_.words.size() <= num_words);
  const std::int32_t end = sentence_.num_pieces();
  sentence_.words.resize(num_words, {end, end});
  return std::move(sentence_);
}

}  // namespace neurank::tokenizer
