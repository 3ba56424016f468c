#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/basic_tokenizer.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {

/// BERT's tokenizer: basic tokens, each cut into the longest pieces that the vocabulary has, from left to right; pieces
/// after the first are spelled with "##". A basic token that cannot be cut so, or is longer than 100 characters, is one
/// [UNK] (the limit of the `transformers` library). Words are independent of their neighbours, because white space
/// always cuts.
class WordPiece final : public Tokenizer {
 public:
  static constexpr const char* unknown = "[UNK]";
  static constexpr const char* start = "[CLS]";
  static constexpr const char* end = "[SEP]";

  /// @param settings those special pieces that the vocabulary lacks are not kept: they are ordinary text
  /// @pre the vocabulary has [UNK], [CLS] and [SEP]
  WordPiece(Vocabulary vocabulary, BasicSettings settings);

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::string spell(std::span<const std::int32_t> ids) const override;
  std::optional<std::int32_t> id_of(std::string_view piece) const override { return vocabulary_.id(piece); }
  Framing framing() const override;
  std::optional<std::int32_t> unknown_id() const override { return unknown_id_; }

 private:
  using Ids = std::unordered_map<std::string_view, std::int32_t>;

  void add_pieces(std::string_view token, std::vector<std::int32_t>& ids) const;
  bool add_longest_piece(std::string_view& rest, bool first, std::vector<std::int32_t>& ids) const;
  std::optional<std::int32_t> find(std::string_view text, bool first) const;

  Vocabulary vocabulary_;
  Ids continuations_;              ///< pieces spelled "##x", by x; keys point into vocabulary_
  std::size_t longest_piece_ = 0;  ///< bytes
  BasicTokenizer basic_;
  std::int32_t unknown_id_;
};

/// Whether text is to be lower-cased for a vocabulary: none of its pieces, special ones in [brackets] or <brackets>
/// aside, has a letter that lower-casing changes.
bool is_lower_cased(const Vocabulary& vocabulary);

}  // namespace neurank::tokenizer
