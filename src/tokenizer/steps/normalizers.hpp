#pragma once

#include <functional>

#include "tokenizer/json_part.hpp"
#include "tokenizer/steps/traced_text.hpp"

namespace neurank::tokenizer {

/// A step that changes characters before a text is cut.
using Normalizer = std::function<TracedText(const TracedText& text)>;

/// The `normalizer` of a tokenizer.json: Bert, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend,
/// Precompiled or a Sequence, as the `tokenizers` library does them. Throws Error, naming it, for all else.
Normalizer read_normalizer(const JsonPart& step);

}  // namespace neurank::tokenizer
