#pragma once

#include <filesystem>

#include "tokenizer/json_part.hpp"
#include "tokenizer/steps/step_tokenizer.hpp"

namespace neurank::tokenizer {

/// Special pieces before and behind a sentence, by the `post_processor` of a tokenizer.json: Template, Bert, Roberta,
/// ByteLevel (none) or a Sequence. Throws Error, naming it, for all else.
struct Around {
  std::vector<std::string> before = {}, after = {};
};
Around read_around(const JsonPart& file);

/// The pieces of a `vocab` object and the added tokens, by id. Throws Error where ids are not 0, 1, 2, ...
Vocabulary read_pieces(const JsonPart& model, const std::vector<AddedToken>& added);

/// The parts of a tokenizer.json whose model is BPE or Unigram. Throws Error, naming it, for what is not supported.
Steps read_steps(const JsonPart& file);

}  // namespace neurank::tokenizer
