#include "tokenizer/piece_owners.hpp"

#include <utility>

#include "base/error.hpp"

namespace neurank::tokenizer {

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
