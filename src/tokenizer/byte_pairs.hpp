#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/merges.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/vocabulary.hpp"
#include "tokenizer/word_text.hpp"

namespace neurank::tokenizer {

/// What GPT-2's and RoBERTa's tokenizers differ in.
struct BytePairSettings {
  bool add_prefix_space = false;       ///< a blank before the first word too; key of tokenizer_config.json
  std::vector<std::string> kept = {};  ///< special pieces such as <s>, taken out of the text as they stand
  std::string mask = {};               ///< the one of them that takes the white space before it away
  std::vector<std::string> before = {}, after = {};  ///< special pieces around every sentence
};

/// The tokenizer of GPT-2 (Radford et al. 2019) and RoBERTa (Liu et al. 2019). A sentence is its words joined with
/// single blanks; it is cut into pre-tokens (pre_tokens.hpp), and the bytes of each are merged into pieces. A blank
/// belongs to the word behind it, so all words but the first start with one; a piece belongs to the word of its first
/// byte. Special pieces in a text are kept, and the text between two of them is cut as a text of its own, as in the
/// `transformers` library's tokenizers written in Python; a blank before one of them is a piece of that word.
class BytePairs final : public Tokenizer {
 public:
  static constexpr const char* unknown = "<unk>";

  /// @param settings special pieces that the vocabulary lacks are not kept: they are ordinary text
  /// @pre the vocabulary has the pieces around a sentence, and <unk> or all bytes
  BytePairs(Vocabulary vocabulary, std::vector<Merge> merges, BytePairSettings settings);

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::string spell(std::span<const std::int32_t> ids) const override;
  std::optional<std::int32_t> id_of(std::string_view piece) const override { return vocabulary_.id(piece); }
  Framing framing() const override;
  std::optional<std::int32_t> unknown_id() const override { return vocabulary_.id(unknown); }

 private:
  /// A sentence on its way: the text since the last special piece, and the pieces before it.
  struct Progress {
    WordText segment;
    OwnedPieces pieces;
    MergeTable::Scratch scratch;
    bool at_start = true;
  };

  void add_word(std::string_view text, std::size_t word, Progress& progress) const;
  void finish_segment(Progress& progress) const;

  Vocabulary vocabulary_;
  MergeTable merges_;
  BytePairSettings settings_;
};

}  // namespace neurank::tokenizer
