#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/sentence_piece_module.hpp"

namespace neurank::tokenizer {

/// Loads the module that links the library. It stays loaded until the process ends. Throws Error when it is not found.
/// @param name file, looked for where the system looks for libraries and where the program says
const NeurankSentencePieceFunctions& load_sentence_piece_module(const std::string& name);

/// The bytes of a model's file, learned from a text. Throws Error with the library's reason when it refuses, or when
/// the module is missing.
/// @param text UTF-8 sentences that each end in a line end, prepared as the tokenizer will prepare them
/// @param pieces size of the vocabulary, XLNet's special pieces included
std::string train_sentence_piece_model(std::string_view text, std::int32_t pieces);

/// A SentencePiece model. Threads may share it.
class SentencePieceModel {
 public:
  /// Throws Error when the module is missing, or when the file is missing or not a model.
  explicit SentencePieceModel(const std::filesystem::path& file);

  std::int32_t size() const;
  std::int32_t unknown_id() const { return unknown_id_; }

  /// @pre 0 <= id < size()
  std::string_view piece(std::int32_t id) const;

  /// The id of a piece, control pieces and the unknown piece included.
  std::optional<std::int32_t> id(std::string_view piece) const;

  /// The pieces of a UTF-8 text, from left to right. Throws Error for a text of more than 16 MiB.
  std::vector<NeurankPiece> encode(std::string_view text) const;

 private:
  using Handle = std::unique_ptr<NeurankSentencePiece, void (*)(NeurankSentencePiece*)>;

  const NeurankSentencePieceFunctions& library_;
  Handle model_;
  std::int32_t unknown_id_ = 0;
  std::unordered_map<std::string_view, std::int32_t> ids_;  ///< keys point into the model's pieces
};

}  // namespace neurank::tokenizer
