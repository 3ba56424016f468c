#include "tokenizer/pre_tokens.hpp"

#include <array>

#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

enum class CharacterClass : unsigned char { letter, number, blank, other };

CharacterClass look_up(char32_t c) {
  if (is_letter(c)) return CharacterClass::letter;
  if (is_number(c)) return CharacterClass::number;
  return is_blank(c) ? CharacterClass::blank : CharacterClass::other;
}

constexpr std::size_t num_ascii = 128;

std::array<CharacterClass, num_ascii> ascii_classes() {
  std::array<CharacterClass, num_ascii> classes{};
  for (std::size_t c = 0; c < num_ascii; ++c) classes[c] = look_up(static_cast<char32_t>(c));
  return classes;
}

CharacterClass class_of(char32_t c) {
  static const auto classes = ascii_classes();
  return c < num_ascii ? classes[c] : look_up(c);
}

std::size_t contraction_length(std::u32string_view text) {
  for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"})
    if (text.starts_with(ending)) return ending.size();
  return 0;
}

std::size_t end_of_run(std::u32string_view text, std::size_t begin) {
  const CharacterClass kind = class_of(text[begin]);
  std::size_t end = begin + 1;
  while (end < text.size() && class_of(text[end]) == kind) ++end;
  return end;
}

}  // namespace

std::size_t pre_token_end(std::u32string_view text, std::size_t begin) {
  if (text[begin] == U'\'')
    if (const std::size_t length = contraction_length(text.substr(begin))) return begin + length;
  if (class_of(text[begin]) != CharacterClass::blank) return end_of_run(text, begin);
  const std::size_t end = end_of_run(text, begin);
  if (end == text.size()) return end;
  if (end - begin > 1) return end - 1;
  return text[begin] == U' ' ? end_of_run(text, end) : end;
}

}  // namespace neurank::tokenizer
