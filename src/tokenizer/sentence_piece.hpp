#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/piece_numbers.hpp"
#include "tokenizer/sentence_piece_library.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/word_text.hpp"

namespace neurank::tokenizer {

/// How a family's tokenizer prepares text for its SentencePiece model; the keys of a published tokenizer_config.json.
struct SentencePieceSettings {
  bool is_prepared = true;             ///< as XLNet's and ALBERT's authors do, see prepare(); else by the model alone
  bool lower_case = false;             ///< do_lower_case
  bool keep_accents = false;           ///< if not: compatibility decomposition, combining characters dropped
  bool remove_space = true;            ///< white space of every kind becomes single blanks
  std::vector<std::string> kept = {};  ///< special pieces such as <mask>, taken out of the text as they stand
  std::vector<std::string> before = {}, after = {};  ///< special pieces around every sentence
};

/// A stretch of text as XLNet and ALBERT read it.
std::string prepare(std::string_view text, const SentencePieceSettings& settings);

/// A SentencePiece model (Kudo and Richardson 2018) cuts the whole sentence, words joined with single blanks. For XLNet
/// (Yang et al. 2019) and ALBERT (Lan et al. 2020) text is prepared before, `` and '' become ", and a piece such as
/// "5," is cut again so that the comma stands alone. As in the `transformers` library's tokenizers written in Python,
/// special pieces in a text are kept, the text between two of them is cut as a text of its own, and lower-casing of
/// prepared text looks at one character at a time (capital sigma becomes U+03C3 at a word's end too).
///
/// The sentence is not cut word by word: pieces never reach across a blank, but where two ways to cut a word score
/// alike, the rounding of the sentence's running score decides. The blank's mark belongs to the word behind it.
class SentencePiece final : public Tokenizer {
 public:
  /// The blank in pieces, U+2581.
  static constexpr std::string_view mark = "\xe2\x96\x81";

  /// @param settings special pieces that the family lacks are not kept: they are ordinary text
  /// @pre the numbers are of this model, and have the pieces around a sentence
  SentencePiece(SentencePieceModel model, PieceNumbers numbers, SentencePieceSettings settings);

  TokenizedSentence tokenize(std::span<const std::string> words) const override;
  std::string spell(std::span<const std::int32_t> ids) const override;
  std::optional<std::int32_t> id_of(std::string_view piece) const override { return numbers_.pieces().id(piece); }
  Framing framing() const override;
  std::optional<std::int32_t> unknown_id() const override { return numbers_.of_model(model_.unknown_id()); }

 private:
  std::int32_t id_or_unknown(std::string_view piece) const;
  void find_commas();
  std::vector<std::int32_t> without_comma(std::string_view piece) const;
  std::string read_by_model(std::string_view text) const;
  void add_text(std::string_view text, std::size_t word, WordText& segment) const;
  void add_pieces(const WordText& segment, OwnedPieces& pieces) const;

  SentencePieceModel model_;
  PieceNumbers numbers_;
  SentencePieceSettings settings_;
  /// Pieces such as "5,", and what they become.
  std::unordered_map<std::int32_t, std::vector<std::int32_t>> digit_commas_;
};

}  // namespace neurank::tokenizer
