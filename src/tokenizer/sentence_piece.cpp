#include "tokenizer/sentence_piece.hpp"

#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "tokenizer/special_pieces.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

std::string replaced(std::string_view text, std::string_view old, std::string_view replacement) {
  std::string result;
  for (std::size_t at = text.find(old); at != std::string_view::npos; at = text.find(old)) {
    result.append(text.substr(0, at)).append(replacement);
    text.remove_prefix(at + old.size());
  }
  return result.append(text);
}

/// White space cut off at both ends, and single blanks for what is inside; U+001C..U+001F count, as they do in Python.
std::u32string collapse(std::u32string_view text) {
  std::u32string result;
  bool pending = false;
  for (const char32_t c : text) {
    if (is_blank(c) || (0x1c <= c && c <= 0x1f)) {
      pending = true;
      continue;
    }
    if (std::exchange(pending, false) && !result.empty()) result += U' ';
    result += c;
  }
  return result;
}

std::u32string lower_each(std::u32string_view text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size(); ++i) result += lower_case(text.substr(i, 1));
  return result;
}

bool ends_with_digit_and_comma(std::string_view piece) {
  const std::u32string text = to_code_points(piece);
  return text.size() > 1 && text.back() == U',' && is_digit(text[text.size() - 2]);
}

}  // namespace

std::string prepare(std::string_view text, const SentencePieceSettings& settings) {
  std::u32string characters = to_code_points(text);
  if (settings.lower_case) characters = lower_each(characters);
  if (settings.remove_space) characters = collapse(characters);
  std::string quoted = replaced(replaced(to_utf8(characters), "``", "\""), "''", "\"");
  if (settings.keep_accents || is_ascii(quoted)) return quoted;
  characters = strip_accents_compatibly(to_code_points(quoted));
  return to_utf8(settings.lower_case ? lower_case(characters) : characters);
}

SentencePiece::SentencePiece(SentencePieceModel model, PieceNumbers numbers, SentencePieceSettings settings)
    : model_(std::move(model)), numbers_(std::move(numbers)), settings_(std::move(settings)) {
  std::erase_if(settings_.kept, [&](const std::string& piece) { return !id_of(piece); });
  if (settings_.is_prepared) find_commas();
}

std::int32_t SentencePiece::id_or_unknown(std::string_view piece) const {
  return id_of(piece).value_or(numbers_.of_model(model_.unknown_id()));
}

void SentencePiece::find_commas() {
  for (std::int32_t id = 0; id < model_.size(); ++id) {
    const std::string_view piece = model_.piece(id);
    if (ends_with_digit_and_comma(piece)) digit_commas_[id] = without_comma(piece);
  }
}

std::vector<std::int32_t> SentencePiece::without_comma(std::string_view piece) const {
  std::vector<std::int32_t> ids;
  for (const NeurankPiece& part : model_.encode(replaced(piece.substr(0, piece.size() - 1), mark, "")))
    ids.push_back(numbers_.of_model(part.id));
  if (!ids.empty() && !piece.starts_with(mark)) {
    const std::string_view first = numbers_.pieces().pieces()[to_size(ids[0])];
    if (first == mark)
      ids.erase(ids.begin());
    else if (first.starts_with(mark))
      ids[0] = id_or_unknown(first.substr(mark.size()));
  }
  ids.push_back(id_or_unknown(","));
  return ids;
}

TokenizedSentence SentencePiece::tokenize(std::span<const std::string> words) const {
  OwnedPieces pieces;
  WordText segment;  // what lies between two special pieces
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (const TextPart& part : split_at_special(words[word], settings_.kept)) {
      if (!part.special) {
        add_text(part.text, word, segment);
        continue;
      }
      add_pieces(std::exchange(segment, {}), pieces);
      pieces.add(id_or_unknown(part.text), word);
    }
  }
  add_pieces(segment, pieces);
  return std::move(pieces).finish(words.size());
}

std::string SentencePiece::read_by_model(std::string_view text) const {
  if (settings_.is_prepared) return prepare(text, settings_);
  return settings_.lower_case ? to_utf8(lower_case(to_code_points(text))) : std::string(text);
}

void SentencePiece::add_text(std::string_view text, std::size_t word, WordText& segment) const {
  const std::string read = read_by_model(text);
  if (read.empty()) return;
  segment.add(segment.text().empty() ? read : " " + read, word);
}

/// A lone mark's stretch is the blank before a word, which is that word's; a dropped blank can lie before it.
void SentencePiece::add_pieces(const WordText& segment, OwnedPieces& pieces) const {
  WordText::Cursor words(segment);
  for (const NeurankPiece& piece : model_.encode(segment.text())) {
    const std::size_t word = words.word_at(piece.end > piece.begin ? piece.end - 1 : piece.begin);
    const auto comma = digit_commas_.find(piece.id);
    if (comma == digit_commas_.end())
      pieces.add(numbers_.of_model(piece.id), word);
    else
      for (const std::int32_t id : comma->second) pieces.add(id, word);
  }
}

std::string SentencePiece::spell(std::span<const std::int32_t> ids) const {
  NEURANK_EXPECT(ids.size() == 1);
  return numbers_.pieces().pieces()[to_size(ids[0])];
}

Framing SentencePiece::framing() const {
  Framing framing;
  for (const std::string& piece : settings_.before) framing.before.push_back(id_or_unknown(piece));
  for (const std::string& piece : settings_.after) framing.after.push_back(id_or_unknown(piece));
  return framing;
}

}  // namespace neurank::tokenizer
