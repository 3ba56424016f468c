#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/sentence_piece_library.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {

/// How a family numbers the pieces of a SentencePiece model.
struct PieceOrder {
  /// Pieces that have the first ids, whatever the model's file says; those behind keep their order. Empty: the file's
  /// order throughout.
  std::vector<std::string> first = {};
  /// Pieces that the file has not, in the order of the ids behind its own.
  std::vector<std::string> behind = {};
};

/// A family's ids of the pieces of a SentencePiece model.
class PieceNumbers {
 public:
  /// @param elsewhere ids that a folder gives to pieces of `order.behind`
  PieceNumbers(const SentencePieceModel& model, const PieceOrder& order,
               const std::map<std::string, std::int32_t>& elsewhere = {});

  /// @param id the file's
  std::int32_t of_model(std::int32_t id) const { return of_model_[static_cast<std::size_t>(id)]; }
  const Vocabulary& pieces() const { return *pieces_; }  ///< by the family's ids; "" where it has none

 private:
  static std::vector<std::string> in_order(const SentencePieceModel& model, const PieceOrder& order,
                                           const std::map<std::string, std::int32_t>& elsewhere);

  std::shared_ptr<const Vocabulary> pieces_;  ///< copies share it
  std::vector<std::int32_t> of_model_;
};

}  // namespace neurank::tokenizer
