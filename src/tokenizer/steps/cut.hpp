#pragma once

#include <vector>

#include "tokenizer/json_part.hpp"
#include "tokenizer/steps/pattern.hpp"
#include "tokenizer/steps/traced_text.hpp"

namespace neurank::tokenizer {

/// What becomes of the stretches that a pattern finds, and of those between them.
enum class Behavior {
  removed,               ///< found ones vanish
  isolated,              ///< each is a part of its own
  merged_with_previous,  ///< a found one ends the part before it
  merged_with_next,      ///< a found one begins the part behind it
  contiguous,            ///< found ones side by side are one part
};

/// The `behavior` of a step. Throws Error when it is none.
Behavior read_behavior(const JsonPart& step);

/// Appends the parts of a text, none of them empty.
/// @param found of the text, in order, none overlapping  @param invert what lies between them counts as found
void cut(const TracedText& text, const std::vector<Range>& found, Behavior behavior, bool invert,
         std::vector<TracedText>& parts);

}  // namespace neurank::tokenizer
