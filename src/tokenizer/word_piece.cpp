#include "tokenizer/word_piece.hpp"

#include <algorithm>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

constexpr std::string_view continuation_mark = "##";
constexpr std::ptrdiff_t max_token = 100;  // characters

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

BasicSettings keep_known(BasicSettings settings, const Vocabulary& vocabulary) {
  std::erase_if(settings.kept, [&](const std::string& piece) { return !vocabulary.id(piece); });
  return settings;
}

std::int32_t required_id(const Vocabulary& vocabulary, std::string_view piece) {
  const auto id = vocabulary.id(piece);
  NEURANK_EXPECT(id.has_value());
  return *id;
}

}  // namespace

WordPiece::WordPiece(Vocabulary vocabulary, BasicSettings settings)
    : vocabulary_(std::move(vocabulary)),
      basic_(keep_known(std::move(settings), vocabulary_)),
      unknown_id_(required_id(vocabulary_, unknown)) {
  for (std::string_view piece : vocabulary_.pieces()) {
    longest_piece_ = std::max(longest_piece_, piece.size());
    if (piece.starts_with(continuation_mark))
      continuations_[piece.substr(continuation_mark.size())] = *vocabulary_.id(piece);
  }
}

TokenizedSentence WordPiece::tokenize(std::span<const std::string> words) const {
  TokenizedSentence sentence;
  sentence.words.reserve(words.size());
  const auto position = [&] { return checked_cast<std::int32_t>(sentence.ids.size()); };
  for (const std::string& word : words) {
    const std::int32_t begin = position();
    for (const std::string& token : basic_.tokenize(word)) add_pieces(token, sentence.ids);
    sentence.words.push_back({begin, position()});
  }
  return sentence;
}

void WordPiece::add_pieces(std::string_view token, std::vector<std::int32_t>& ids) const {
  const std::size_t before = ids.size();
  bool spelled = std::ranges::count_if(token, starts_character) <= max_token;
  for (std::string_view rest = token; spelled && !rest.empty();)
    spelled = add_longest_piece(rest, rest.size() == token.size(), ids);
  if (spelled) return;
  ids.resize(before);
  ids.push_back(unknown_id_);
}

bool WordPiece::add_longest_piece(std::string_view& rest, bool first, std::vector<std::int32_t>& ids) const {
  for (std::size_t length = std::min(rest.size(), longest_piece_); length > 0; --length) {
    if (length < rest.size() && !starts_character(rest[length])) continue;
    const auto id = find(rest.substr(0, length), first);
    if (!id) continue;
    ids.push_back(*id);
    rest.remove_prefix(length);
    return true;
  }
  return false;
}

std::optional<std::int32_t> WordPiece::find(std::string_view text, bool first) const {
  if (first) return vocabulary_.id(text);
  const auto found = continuations_.find(text);
  return found == continuations_.end() ? std::nullopt : std::optional(found->second);
}

std::string WordPiece::spell(std::span<const std::int32_t> ids) const {
  NEURANK_EXPECT(ids.size() == 1 && 0 <= ids[0] && ids[0] < vocabulary_.size());
  return vocabulary_.pieces()[ids[0]];
}

Framing WordPiece::framing() const { return {{required_id(vocabulary_, start)}, {required_id(vocabulary_, end)}}; }

bool is_lower_cased(const Vocabulary& vocabulary) {
  return std::ranges::none_of(vocabulary.pieces(), [](const std::string& piece) {
    const bool is_special = (piece.starts_with('[') && piece.ends_with(']')) ||
                            (piece.starts_with('<') && piece.ends_with('>') && piece.size() > 2);
    if (is_special) return false;
    const std::u32string text = to_code_points(piece);
    return lower_case(text) != text;
  });
}

}  // namespace neurank::tokenizer
