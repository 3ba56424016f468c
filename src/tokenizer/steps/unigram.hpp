#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tokenizer/steps/piece_model.hpp"

namespace neurank::tokenizer {

/// A unigram model (Kudo 2018): of all ways to cut a text, the one whose pieces' scores have the largest sum; of equals
/// the one whose last piece is longest, and so on from the end. A character that is no piece costs 10 more than the
/// worst piece and is unknown, neighbours together. As the `tokenizers` library does it, in double precision.
class Unigram final : public PieceModel {
 public:
  /// @param scores [pieces], of log-probabilities  @param unknown of the vocabulary
  /// @param byte_ids [256] for byte_fallback, else empty
  Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::vector<double> scores, std::int32_t unknown,
          std::vector<std::int32_t> byte_ids);

  void cut(std::string_view text, std::vector<BytePiece>& pieces) const override;

 private:
  /// The best way to cut a text up to a byte: its score, and its last piece.
  struct Best {
    double score = 0;
    std::uint32_t size = 0;  ///< of the last piece, 0: no way yet
    std::int32_t id = 0;
  };

  void extend(std::string_view text, std::size_t begin, std::vector<Best>& best) const;
  void add_unknown(std::string_view text, std::vector<BytePiece>& pieces) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<double> scores_;
  std::int32_t unknown_;
  std::vector<std::int32_t> byte_ids_;
  double unknown_score_;
  std::vector<std::int32_t> sorted_;  ///< ids, by piece
};

}  // namespace neurank::tokenizer
