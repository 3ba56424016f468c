#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tokenizer/json_part.hpp"
#include "tokenizer/steps/normalizers.hpp"
#include "tokenizer/steps/traced_text.hpp"

namespace neurank::tokenizer {

/// A piece that is taken out of a text before it is cut; a key of `added_tokens` in a tokenizer.json.
struct AddedToken {
  std::int32_t id = 0;
  std::string content;
  bool normalized = false;   ///< looked for in what the normalizer makes of the text, else as it stands
  bool single_word = false;  ///< not within words
  bool lstrip = false;       ///< takes the white space before it
  bool rstrip = false;       ///< takes the white space behind it
};

/// `added_tokens` of a file, by id; none where the file has none. Throws Error for keys that are not known, for an id
/// that is none, and for an id or a text that comes twice.
std::vector<AddedToken> read_added_tokens(const JsonPart& file);

/// A stretch of a sentence: an added token, or text between two of them.
struct Section {
  TracedText text;
  std::optional<std::int32_t> id = {};  ///< of an added token
};

/// Cuts a text at added tokens: at each place the longest, from left to right.
/// @param looked_for [tokens], how each is spelled in the text
std::vector<Section> cut_at_tokens(const TracedText& text, const std::vector<AddedToken>& tokens,
                                   const std::vector<std::string>& looked_for);

}  // namespace neurank::tokenizer
