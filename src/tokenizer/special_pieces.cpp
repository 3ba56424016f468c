#include "tokenizer/special_pieces.hpp"

#include <algorithm>

namespace neurank::tokenizer {
namespace {

/// Length of the longest special piece that a text starts with; 0 for none.
std::size_t special_length(std::string_view text, const std::vector<std::string>& special) {
  std::size_t longest = 0;
  for (const std::string& piece : special)
    if (text.starts_with(piece)) longest = std::max(longest, piece.size());
  return longest;
}

}  // namespace

std::vector<TextPart> split_at_special(std::string_view text, const std::vector<std::string>& special) {
  std::vector<TextPart> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = special_length(text.substr(i), special);
    if (length > 0) {
      if (i > begin) parts.push_back({text.substr(begin, i - begin), false});
      parts.push_back({text.substr(i, length), true});
      begin = i + length;
    }
    i += std::max<std::size_t>(length, 1);
  }
  if (begin < text.size()) parts.push_back({text.substr(begin), false});
  return parts;
}

}  // namespace neurank::tokenizer
