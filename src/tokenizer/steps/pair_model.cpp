#include "tokenizer/steps/pair_model.hpp"

#include <utility>

#include "base/cast.hpp"

namespace neurank::tokenizer {

PairModel::PairModel(std::shared_ptr<const Vocabulary> vocabulary, std::vector<Merge> merges, PairSettings settings)
    : vocabulary_(std::move(vocabulary)),
      settings_(settings),
      byte_ids_(settings.byte_level ? byte_ids(*vocabulary_) : fallback_ids(*vocabulary_)),
      merges_(byte_ids_, std::move(merges)) {}

void PairModel::add_character(std::string_view character, std::vector<BytePiece>& symbols) const {
  const auto size = checked_cast<std::uint32_t>(character.size());
  if (const auto id = vocabulary_->id(character)) return symbols.push_back({*id, size});
  if (settings_.byte_fallback) {
    const std::vector<BytePiece> bytes = fallback(character, byte_ids_);
    symbols.insert(symbols.end(), bytes.begin(), bytes.end());
    if (!bytes.empty()) return;
  }
  if (settings_.fuse_unk && !symbols.empty() && symbols.back().id == BytePiece::no_id)
    symbols.back().size += size;
  else
    symbols.push_back({BytePiece::no_id, size});
}

std::vector<BytePiece> PairModel::start(std::string_view text) const {
  std::vector<BytePiece> symbols;
  if (settings_.byte_level) {
    for (const char byte : text) symbols.push_back({byte_ids_[static_cast<unsigned char>(byte)], 1});
    return symbols;
  }
  for (std::size_t begin = 0; begin < text.size(); begin += character_size(text[begin]))
    add_character(text.substr(begin, character_size(text[begin])), symbols);
  return symbols;
}

void PairModel::cut(std::string_view text, std::vector<BytePiece>& pieces) const {
  if (settings_.ignore_merges) {
    const std::string spelled = settings_.byte_level ? spell_bytes(text) : std::string(text);
    if (const auto id = vocabulary_->id(spelled))
      return pieces.push_back({*id, checked_cast<std::uint32_t>(text.size())});
  }
  MergeTable::Scratch scratch;
  const std::size_t first = pieces.size();
  merges_.cut(start(text), scratch, pieces);
  for (std::size_t i = first; i < pieces.size(); ++i)
    if (pieces[i].id == BytePiece::no_id) pieces[i].id = settings_.unknown.value();
}

}  // namespace neurank::tokenizer
