#include "tokenizer/piece_numbers.hpp"

#include <algorithm>

#include "base/cast.hpp"

namespace neurank::tokenizer {

std::vector<std::string> PieceNumbers::in_order(const SentencePieceModel& model, const PieceOrder& order,
                                                const std::map<std::string, std::int32_t>& elsewhere) {
  std::vector<std::string> pieces = order.first;
  for (std::int32_t id = 0; id < model.size(); ++id)
    if (std::ranges::find(order.first, model.piece(id)) == order.first.end()) pieces.emplace_back(model.piece(id));
  const auto end = to_index(pieces.size());
  for (const std::string& piece : order.behind) {
    const auto placed = elsewhere.find(piece);
    const std::size_t id = placed == elsewhere.end() ? pieces.size() : to_size(placed->second);
    if (to_index(id) < end) continue;  // the file has a piece of this id: the folder is refused where ids are compared
    pieces.resize(std::max(pieces.size(), id + 1));
    pieces[id] = piece;
  }
  return pieces;
}

PieceNumbers::PieceNumbers(const SentencePieceModel& model, const PieceOrder& order,
                           const std::map<std::string, std::int32_t>& elsewhere)
    : pieces_(std::make_shared<const Vocabulary>(in_order(model, order, elsewhere))) {
  for (std::int32_t id = 0; id < model.size(); ++id) of_model_.push_back(pieces_->id(model.piece(id)).value());
}

}  // namespace neurank::tokenizer
