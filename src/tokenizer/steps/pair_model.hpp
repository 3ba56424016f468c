#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tokenizer/steps/piece_model.hpp"

namespace neurank::tokenizer {

/// What models of merged pairs differ in; keys of the `model` of a tokenizer.json.
struct PairSettings {
  bool byte_level = false;     ///< texts start as bytes, else as characters
  bool byte_fallback = false;  ///< characters that are no pieces are spelled in bytes
  bool fuse_unk = false;       ///< neighbours that are unknown are one piece
  bool ignore_merges = false;  ///< a text that is a piece is cut no further
  std::optional<std::int32_t> unknown = {};
};

/// Byte pair encoding (Sennrich et al. 2016) over the characters or bytes of each text.
class PairModel final : public PieceModel {
 public:
  /// @pre settings.unknown is given, or the vocabulary has pieces for all that a text can start as
  PairModel(std::shared_ptr<const Vocabulary> vocabulary, std::vector<Merge> merges, PairSettings settings);

  void cut(std::string_view text, std::vector<BytePiece>& pieces) const override;

 private:
  std::vector<BytePiece> start(std::string_view text) const;
  void add_character(std::string_view character, std::vector<BytePiece>& symbols) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  PairSettings settings_;
  std::vector<std::int32_t> byte_ids_;  ///< [256]
  MergeTable merges_;
};

}  // namespace neurank::tokenizer
