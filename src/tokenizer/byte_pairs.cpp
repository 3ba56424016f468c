#include "tokenizer/byte_pairs.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "tokenizer/pre_tokens.hpp"
#include "tokenizer/special_pieces.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

std::vector<std::int32_t> ids_of(const std::vector<std::string>& pieces, const Vocabulary& vocabulary) {
  std::vector<std::int32_t> ids;
  for (const std::string& piece : pieces) {
    const auto id = vocabulary.id(piece);
    NEURANK_EXPECT(id.has_value());
    ids.push_back(*id);
  }
  return ids;
}

/// Byte length of UTF-8 characters.
std::size_t utf8_size(std::u32string_view characters) {
  std::size_t size = characters.size();
  for (const char32_t c : characters) size += (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
  return size;
}

}  // namespace

BytePairs::BytePairs(Vocabulary vocabulary, std::vector<Merge> merges, BytePairSettings settings)
    : vocabulary_(std::move(vocabulary)),
      merges_(byte_ids(vocabulary_), std::move(merges)),
      settings_(std::move(settings)) {
  std::erase_if(settings_.kept, [&](const std::string& piece) { return !vocabulary_.id(piece); });
}

TokenizedSentence BytePairs::tokenize(std::span<const std::string> words) const {
  Progress progress;
  for (std::size_t word = 0; word < words.size(); ++word)
    if (!words[word].empty()) add_word(words[word], word, progress);
  finish_segment(progress);
  return std::move(progress.pieces).finish(words.size());
}

void BytePairs::add_word(std::string_view text, std::size_t word, Progress& progress) const {
  const bool at_start = std::exchange(progress.at_start, false);
  const bool wants_blank = !at_start || (settings_.add_prefix_space && !is_blank(to_code_points(text).front()));
  if (wants_blank) progress.segment.add(" ", word);
  for (const TextPart& part : split_at_special(text, settings_.kept)) {
    if (!part.special) {
      progress.segment.add(part.text, word);
      continue;
    }
    if (part.text == settings_.mask) progress.segment.trim_end();
    finish_segment(progress);
    progress.pieces.add(*vocabulary_.id(part.text), word);
  }
}

void BytePairs::finish_segment(Progress& progress) const {
  const WordText segment = std::exchange(progress.segment, {});
  const std::u32string characters = to_code_points(segment.text());
  WordText::Cursor words(segment);
  std::vector<BytePiece> pieces;
  std::size_t byte = 0;
  for (std::size_t begin = 0; begin < characters.size();) {
    const std::size_t end = pre_token_end(characters, begin);
    const std::size_t bytes = utf8_size(std::u32string_view(characters).substr(begin, end - begin));
    pieces.clear();
    merges_.cut(std::string_view(segment.text()).substr(byte, bytes), progress.scratch, pieces);
    for (const BytePiece& piece : pieces) {
      progress.pieces.add(piece.id == BytePiece::no_id ? *unknown_id() : piece.id, words.word_at(byte));
      byte += piece.size;
    }
    begin = end;
  }
}

std::string BytePairs::spell(std::span<const std::int32_t> ids) const {
  NEURANK_EXPECT(ids.size() == 1 && 0 <= ids[0] && ids[0] < vocabulary_.size());
  return vocabulary_.pieces()[ids[0]];
}

Framing BytePairs::framing() const {
  return {ids_of(settings_.before, vocabulary_), ids_of(settings_.after, vocabulary_)};
}

}  // namespace neurank::tokenizer
