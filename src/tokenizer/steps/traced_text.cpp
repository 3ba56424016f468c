#include "tokenizer/steps/traced_text.hpp"

#include <iterator>

#include "base/cast.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {

void TracedText::add(std::u32string_view text, std::uint32_t word) {
  characters += text;
  words.insert(words.end(), text.size(), word);
}

void TracedText::prepend(std::u32string_view text) {
  if (empty()) return;
  characters.insert(0, text);
  words.insert(words.begin(), text.size(), words.front());
}

TracedText TracedText::part(std::size_t begin, std::size_t end) const {
  const auto first = words.begin() + std::ptrdiff_t(begin);
  return {characters.substr(begin, end - begin), {first, first + std::ptrdiff_t(end - begin)}, is_first && begin == 0};
}

TracedText joined(std::span<const std::string> words) {
  TracedText text{.is_first = true};
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (words[word].empty()) continue;
    const auto number = checked_cast<std::uint32_t>(word);
    if (!text.empty()) text.add(U' ', number);
    text.add(to_code_points(words[word]), number);
  }
  return text;
}

}  // namespace neurank::tokenizer
