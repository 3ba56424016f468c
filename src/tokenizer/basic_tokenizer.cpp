#include "tokenizer/basic_tokenizer.hpp"

#include <utility>

#include "tokenizer/special_pieces.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

void split_at_punctuation(std::u32string_view text, std::vector<std::string>& tokens) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_punctuation(text[i])) continue;
    if (i > begin) tokens.push_back(to_utf8(text.substr(begin, i - begin)));
    tokens.push_back(to_utf8(text.substr(i, 1)));
    begin = i + 1;
  }
  if (begin < text.size()) tokens.push_back(to_utf8(text.substr(begin)));
}

}  // namespace

BasicTokenizer::BasicTokenizer(BasicSettings settings) : settings_(std::move(settings)) {
  std::erase(settings_.kept, std::string());
}

std::vector<std::string> BasicTokenizer::tokenize(std::string_view text) const {
  std::vector<std::string> tokens;
  for (const TextPart& part : split_at_special(text, settings_.kept)) {
    if (part.special)
      tokens.emplace_back(part.text);
    else
      cut_at_white_space(part.text, tokens);
  }
  return tokens;
}

void BasicTokenizer::cut_at_white_space(std::string_view text, std::vector<std::string>& tokens) const {
  std::u32string chunk;
  const auto finish = [&] { add_normalised(std::exchange(chunk, {}), tokens); };
  for (char32_t c : to_code_points(text)) {
    if (c == 0xfffd || is_control(c)) continue;  // NUL is a control character
    const bool alone = settings_.separate_ideographs && is_cjk(c);
    if (alone || is_white_space(c)) finish();
    if (!is_white_space(c)) chunk += c;
    if (alone) finish();
  }
  finish();
}

void BasicTokenizer::add_normalised(std::u32string chunk, std::vector<std::string>& tokens) const {
  if (!settings_.never_split.empty())
    if (const std::string whole = to_utf8(chunk); settings_.never_split.contains(whole)) {
      tokens.push_back(whole);
      return;
    }
  if (settings_.lower_case) chunk = tokenizer::lower_case(chunk);
  if (settings_.strip_accents) chunk = tokenizer::strip_accents(chunk);
  split_at_punctuation(chunk, tokens);
}

}  // namespace neurank::tokenizer
