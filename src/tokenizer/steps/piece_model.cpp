#include "tokenizer/steps/piece_model.hpp"

#include <array>

namespace neurank::tokenizer {

std::vector<std::int32_t> fallback_ids(const Vocabulary& vocabulary) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::vector<std::int32_t> ids;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const std::string piece = {'<', '0', 'x', digits[byte / 16], digits[byte % 16], '>'};
    ids.push_back(vocabulary.id(piece).value_or(BytePiece::no_id));
  }
  return ids;
}

std::vector<BytePiece> fallback(std::string_view character, const std::vector<std::int32_t>& ids) {
  std::vector<BytePiece> pieces;
  for (const char byte : character) {
    const std::int32_t id = ids[static_cast<unsigned char>(byte)];
    if (id == BytePiece::no_id) return {};
    pieces.push_back({id, 1});
  }
  return pieces;
}

std::size_t character_size(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

}  // namespace neurank::tokenizer
