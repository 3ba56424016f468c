#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/sentence_piece_library.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/word_text.hpp"

namespace neurank::tokenizer {

/// How XLNet's and ALBERT's tokenizers prepare text; the keys of a published tokenizer_config.json.
struct SentencePieceSettings {
  bool lower_case = false;             ///< do_lower_case
  bool keep_accents = false;           ///< if not: compatibility decomposition, combining characters dropped
  bool remove_space = true;            ///< white space of every kind becomes single blanks
  std::vector<std::string> kept = {};  ///< special pieces such as <mask>, taken out of the text as they stand
  std::vector<std::string> before = {}, after = {};  ///< special pieces around every sentence
};

/// A stretch of text as the model reads it.
std::string prepare(std::string_view text, const SentencePieceSettings& settings);

/// The tokenizer of XLNet (Yang et al. 2019) and ALBERT (Lan et al. 2020): text is prepared, `` and '' become ", and
/// a SentencePiece unigram model cuts the whole sentence, words joined with single blanks. A piece such as "5," is cut
/// again so that the comma stands alone. As in the `transformers` library's tokenizers written in Python, special
/// pieces in a text are kept, the text between two of them is cut as a text of its own, and lower-casing looks at one
/// character at a time (capital sigma becomes U+03C3 at a word's end too).
///
/// The sentence is not cut word by word: pieces never reach across a blank, but where two ways to cut a word score
/// alike, the rounding of the sentence's running score decides. The blank's mark belongs to the word behind it.
class SentencePiece final : public Tokenizer {
 public:
  /// The blank in pieces, U+2581.
  static constexpr std::string_view mark = "\xe2\x96\x81";

  /// @param settings special pieces that the model lacks are not kept: they are ordinary text
  /// @pre the model has the pieces around a sentence
  SentencePiece(SentencePieceModel model, SentencePieceSettings settings);

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::string spell(std::span<const std::int32_t> ids) const override;
  std::optional<std::int32_t> id_of(std::string_view piece) const override { return model_.id(piece); }
  Framing framing() const override;
  std::optional<std::int32_t> unknown_id() const override { return model_.unknown_id(); }

 private:
  std::int32_t id_or_unknown(std::string_view piece) const;
  void find_commas();
  std::vector<std::int32_t> without_comma(std::string_view piece) const;
  void add_text(std::string_view text, std::size_t word, WordText& segment) const;
  void add_pieces(const WordText& segment, OwnedPieces& pieces) const;

  SentencePieceModel model_;
  SentencePieceSettings settings_;
  /// Pieces such as "5,", and what they become.
  std::unordered_map<std::int32_t, std::vector<std::int32_t>> digit_commas_;
};

}  // namespace neurank::tokenizer
