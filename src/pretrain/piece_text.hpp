#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/cast.hpp"
#include "pretrain/training_settings.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::pretrain {

/// Piece ids of a sequence.
using Pieces = std::vector<std::int64_t>;

/// Sentences as a model of pieces is trained on them.
class PieceText {
 public:
  /// @param vocabulary folder that load_tokenizer reads
  /// @param max_words, max_pieces longer sentences are cut; pieces without framing
  PieceText(const std::filesystem::path& vocabulary, Index max_words, Index max_pieces);

  /// Sequences with framing; sentences without any piece are left out.
  std::vector<Pieces> sequences(std::span<const Words> sentences) const;

  /// A whole sentence with framing.
  Pieces framed(const Words& sentence) const { return frame(pieces(sentence)); }

  /// A whole sentence without framing.
  Pieces pieces(std::span<const std::string> words) const;

  Index before() const { return to_index(framing_.before.size()); }  ///< pieces of framing before a sentence
  Index after() const { return to_index(framing_.after.size()); }    ///< and after it

  /// Copies the vocabulary's files.
  void copy_to(const std::filesystem::path& folder) const;

 private:
  Pieces frame(std::span<const std::int64_t> pieces) const;

  std::filesystem::path vocabulary_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  tokenizer::Framing framing_;
  Index max_words_, max_pieces_;
};

}  // namespace neurank::pretrain
