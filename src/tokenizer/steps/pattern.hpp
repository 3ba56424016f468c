#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/json_part.hpp"

namespace neurank::tokenizer {

/// Characters [begin, end) of a text.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const Range&) const = default;
};

/// Finds what steps of a tokenizer look for: stretches that do not overlap, in order, none empty.
using Pattern = std::function<std::vector<Range>(std::u32string_view text)>;

/// Every occurrence of a text. @pre not empty
Pattern literal(std::u32string text);

/// Every character of a kind, each for itself.
Pattern characters(bool (*is_kind)(char32_t));

/// Matches of a regular expression, which is in the notation of Oniguruma, by ICU: \s, \S, \w and \W are given the
/// meaning that they have there. @param place begins messages. Throws Error when ICU does not understand it; the
/// pattern throws Error where a match takes too long.
Pattern regular_expression(const std::string& expression, const std::string& place);

/// The value of `key`: {"String": "..."} or {"Regex": "..."}. Throws Error when it is something else.
Pattern read_pattern(const JsonPart& step, const char* key);

}  // namespace neurank::tokenizer
