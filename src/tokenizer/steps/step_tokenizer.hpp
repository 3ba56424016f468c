#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tokenizer/steps/added_tokens.hpp"
#include "tokenizer/steps/normalizers.hpp"
#include "tokenizer/steps/piece_model.hpp"
#include "tokenizer/steps/pre_tokenizers.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/vocabulary.hpp"
#include "tokenizer/word_text.hpp"

namespace neurank::tokenizer {

/// The parts of a tokenizer.json.
struct Steps {
  std::shared_ptr<const Vocabulary> vocabulary;  ///< with the added tokens
  std::vector<AddedToken> added = {};
  Normalizer normalizer = {};       ///< may be empty
  PreTokenizer pre_tokenizer = {};  ///< may be empty: a text is cut as a whole
  std::unique_ptr<const PieceModel> model;
  Framing framing = {};
  std::optional<std::int32_t> unknown = {};
};

/// A tokenizer that is written down as steps, as the `tokenizers` library does them on a sentence whose words are
/// joined with single blanks: added tokens are taken out, what lies between them is normalized and cut, and each part
/// is made of pieces. A blank belongs to the word behind it, a piece to the word of its first character.
class StepTokenizer final : public Tokenizer {
 public:
  explicit StepTokenizer(Steps steps);

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::string spell(std::span<const std::int32_t> ids) const override;
  std::optional<std::int32_t> id_of(std::string_view piece) const override { return steps_.vocabulary->id(piece); }
  Framing framing() const override { return steps_.framing; }
  std::optional<std::int32_t> unknown_id() const override { return steps_.unknown; }

 private:
  /// Added tokens that are looked for alike, and how they are spelled there.
  struct Looked {
    std::vector<AddedToken> tokens = {};
    std::vector<std::string> spelled = {};
  };

  void cut_section(const TracedText& text, OwnedPieces& pieces) const;
  void add_pieces(const TracedText& text, OwnedPieces& pieces) const;

  Steps steps_;
  Looked as_written_, normalized_;
};

}  // namespace neurank::tokenizer
