#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {

/// The tokenizer of ELMo (Peters et al. 2018) and its transformer relatives: a piece is a whole word, as 50 character
/// ids. A word is its first 48 UTF-8 bytes (which may cut a character) between two marks, filled up with padding; the
/// words <S> and </S> are the marks of a sentence. Ids are a byte or mark plus 1; 0 is free for padding of sentences.
class Characters final : public Tokenizer {
 public:
  static constexpr std::int32_t ids_in_a_word = 50;
  static constexpr std::int32_t vocabulary = 262;
  static constexpr std::int32_t padding = 261;  ///< behind a word

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::int32_t ids_per_piece() const override { return ids_in_a_word; }

  /// The word, as far as it was not cut; a character of which only some bytes are left is left out.
  std::string spell(std::span<const std::int32_t> ids) const override;

  Framing framing() const override;
  std::optional<std::int32_t> unknown_id() const override { return std::nullopt; }
};

/// Whether a model reads characters, by its files: a folder with ELMo's options.json (or *_options.json, as published)
/// or the weights.th of an AllenNLP archive, or such an archive: a .tar.gz, or a folder with model.tar.gz alone.
bool reads_characters(const std::filesystem::path& model);

}  // namespace neurank::tokenizer
