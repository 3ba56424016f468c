#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tokenizer/json_part.hpp"
#include "tokenizer/merges.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {

/// Cuts a stretch of text into the pieces of a vocabulary.
class PieceModel {
 public:
  virtual ~PieceModel() = default;

  /// Appends the pieces of a text, in order. @param text UTF-8, not empty
  virtual void cut(std::string_view text, std::vector<BytePiece>& pieces) const = 0;
};

/// Ids of the pieces <0x00> to <0xFF>, by which models with `byte_fallback` spell characters that they lack. [256],
/// no_id for those that a vocabulary lacks
std::vector<std::int32_t> fallback_ids(const Vocabulary& vocabulary);

/// The pieces of a character's bytes, or none where one has none. @param ids [256]
std::vector<BytePiece> fallback(std::string_view character, const std::vector<std::int32_t>& ids);

/// Bytes of the UTF-8 character that begins with one. @pre the text is UTF-8
std::size_t character_size(char first);

}  // namespace neurank::tokenizer
