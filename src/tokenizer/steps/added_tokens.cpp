#include "tokenizer/steps/added_tokens.hpp"

#include <algorithm>
#include <set>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "tokenizer/special_pieces.hpp"
#include "tokenizer/steps/pattern.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

AddedToken read_token(const JsonPart& token) {
  token.expect_only({"id", "content", "lstrip", "normalized", "rstrip", "single_word", "special"});
  const std::int32_t id = token.id("id");
  const std::string content = token.text("content");
  if (content.empty()) throw token.refused("has an empty content");
  return {.id = id,
          .content = content,
          .normalized = token.flag("normalized", !token.flag("special", false)),
          .single_word = token.flag("single_word", false),
          .lstrip = token.flag("lstrip", false),
          .rstrip = token.flag("rstrip", false)};
}

/// Whether a token stands in a text as its settings want it.
bool is_wanted(const AddedToken& token, std::u32string_view text, const Range& range) {
  if (!token.single_word) return true;
  const bool is_behind_word = range.begin > 0 && is_word_part(text[range.begin - 1]);
  const bool is_before_word = range.end < text.size() && is_word_part(text[range.end]);
  return !is_behind_word && !is_before_word;
}

/// The token and the blanks that it takes. @param done end of what is taken already
Range with_blanks(const AddedToken& token, std::u32string_view text, Range range, std::size_t done) {
  while (token.lstrip && range.begin > done && is_blank(text[range.begin - 1])) --range.begin;
  while (token.rstrip && range.end < text.size() && is_blank(text[range.end])) ++range.end;
  return range;
}

}  // namespace

std::vector<AddedToken> read_added_tokens(const JsonPart& file) {
  std::vector<AddedToken> tokens;
  if (!file.has("added_tokens")) return tokens;
  std::set<std::int32_t> ids;
  std::set<std::string> contents;
  for (const JsonPart& part : file.parts("added_tokens")) {
    tokens.push_back(read_token(part));
    if (!ids.insert(tokens.back().id).second || !contents.insert(tokens.back().content).second)
      throw part.refused("has an id or a content that comes a second time");
  }
  std::ranges::sort(tokens, {}, &AddedToken::id);
  return tokens;
}

std::vector<Section> cut_at_tokens(const TracedText& text, const std::vector<AddedToken>& tokens,
                                   const std::vector<std::string>& looked_for) {
  std::vector<Section> sections;
  const std::u32string_view characters = text.characters;
  const std::string utf8 = to_utf8(characters);
  std::size_t done = 0, begin = 0;
  for (const TextPart& part : split_at_special(utf8, looked_for)) {
    const Range found{begin, begin + to_code_points(part.text).size()};
    begin = found.end;
    if (!part.special || found.begin < done) continue;
    const auto place = std::ranges::find(looked_for, part.text) - looked_for.begin();
    const AddedToken& token = tokens[to_size(place)];
    if (!is_wanted(token, characters, found)) continue;
    const Range taken = with_blanks(token, characters, found, done);
    if (done < taken.begin) sections.push_back({text.part(done, taken.begin)});
    sections.push_back({text.part(found.begin, found.end), token.id});
    done = taken.end;
  }
  if (done < text.size()) sections.push_back({text.part(done, text.size())});
  return sections;
}

}  // namespace neurank::tokenizer
