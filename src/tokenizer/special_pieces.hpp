#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neurank::tokenizer {

/// A stretch of a text: a special piece such as [MASK] written out in it, or the text between two of them.
struct TextPart {
  std::string_view text;  ///< not empty
  bool special;

  bool operator==(const TextPart&) const = default;
};

/// Cuts a text at the special pieces that it holds, from left to right, at each place the longest; in time linear in
/// the text's length. Published tokenizers take these pieces out of a text before all else.
/// @param special none empty
std::vector<TextPart> split_at_special(std::string_view text, const std::vector<std::string>& special);

}  // namespace neurank::tokenizer
