#pragma once

#include <functional>
#include <vector>

#include "tokenizer/json_part.hpp"
#include "tokenizer/steps/traced_text.hpp"

namespace neurank::tokenizer {

/// A step that cuts texts into stretches, none of them empty, across which no piece reaches.
using PreTokenizer = std::function<std::vector<TracedText>(std::vector<TracedText> texts)>;

/// The `pre_tokenizer` of a tokenizer.json: Bert, ByteLevel (the cutting; the model spells the bytes), Digits,
/// Metaspace, Punctuation, Split, Whitespace, WhitespaceSplit or a Sequence, as the `tokenizers` library does them.
/// Throws Error, naming it, for all else.
PreTokenizer read_pre_tokenizer(const JsonPart& step);

/// Whether one of the steps is ByteLevel: then pieces are spelled in bytes.
bool has_byte_level(const JsonPart& step);

}  // namespace neurank::tokenizer
