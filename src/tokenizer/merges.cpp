#include "tokenizer/merges.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "corpus/text_file.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

constexpr std::int32_t none = -1;

std::uint64_t packed(std::uint32_t high, std::uint32_t low) { return to_uint64(high) << 32 | low; }

std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
  return packed(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(right));
}

constexpr const char* other_remedy = "download vocab.json and merges.txt of the same model again";

}  // namespace

MergeTable::MergeTable(std::vector<std::int32_t> byte_ids, std::vector<Merge> merges)
    : byte_ids_(std::move(byte_ids)), merges_(std::move(merges)) {
  NEURANK_EXPECT(byte_ids_.size() == 256);
  ranks_.reserve(merges_.size());
  for (std::size_t rank = 0; rank < merges_.size(); ++rank)
    ranks_.emplace(pair_key(merges_[rank].left, merges_[rank].right), checked_cast<std::uint32_t>(rank));
}

void MergeTable::cut(std::string_view text, Scratch& scratch, std::vector<BytePiece>& pieces) const {
  scratch.start.clear();
  for (const char byte : text) scratch.start.push_back({byte_ids_[static_cast<unsigned char>(byte)], 1});
  cut(scratch.start, scratch, pieces);
}

void MergeTable::cut(std::span<const BytePiece> start, Scratch& scratch, std::vector<BytePiece>& pieces) const {
  const auto size = checked_cast<std::int32_t>(start.size());
  scratch.symbols.clear();
  for (std::int32_t i = 0; i < size; ++i)
    scratch.symbols.push_back({start[i].id, start[i].size, i - 1, i + 1 < size ? i + 1 : none});
  for (std::int32_t i = 0; i < size; ++i) add_candidate(scratch, i);
  while (!scratch.candidates.empty()) merge_all(scratch, static_cast<std::uint32_t>(scratch.candidates[0] >> 32));
  for (const Scratch::Symbol& symbol : scratch.symbols)
    if (symbol.size > 0) pieces.push_back({symbol.id, symbol.size});
}

/// The merge of a symbol with its next, if there is one.
void MergeTable::add_candidate(Scratch& scratch, std::int32_t position) const {
  const Scratch::Symbol& symbol = scratch.symbols[position];
  if (symbol.next == none) return;
  const auto found = ranks_.find(pair_key(symbol.id, scratch.symbols[symbol.next].id));
  if (found == ranks_.end()) return;
  scratch.candidates.push_back(packed(found->second, checked_cast<std::uint32_t>(position)));
  std::ranges::push_heap(scratch.candidates, std::greater{});
}

/// One merge wherever it is possible. What becomes possible by it, however early its rank, waits until this is done.
void MergeTable::merge_all(Scratch& scratch, std::uint32_t rank) const {
  scratch.round.clear();
  while (!scratch.candidates.empty() && scratch.candidates[0] >> 32 == rank) {
    scratch.round.push_back(static_cast<std::uint32_t>(scratch.candidates[0]));
    std::ranges::pop_heap(scratch.candidates, std::greater{});
    scratch.candidates.pop_back();
  }
  for (const std::uint32_t position : scratch.round)
    merge_at(scratch, checked_cast<std::int32_t>(position), merges_[rank]);
}

/// Does nothing where an earlier merge took one of the halves away.
void MergeTable::merge_at(Scratch& scratch, std::int32_t position, const Merge& merge) const {
  Scratch::Symbol& left = scratch.symbols[position];
  if (left.size == 0 || left.id != merge.left || left.next == none) return;
  Scratch::Symbol& right = scratch.symbols[left.next];
  if (right.id != merge.right) return;
  left.id = merge.merged;
  left.size += right.size;
  left.next = right.next;
  right.size = 0;
  if (left.next != none) scratch.symbols[left.next].previous = position;
  if (left.previous != none) add_candidate(scratch, left.previous);
  add_candidate(scratch, position);
}

std::string spell_byte(unsigned char byte) {
  const auto stands_for_itself = [](unsigned char b) {
    return (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
  };
  char32_t character = byte;
  if (!stands_for_itself(byte)) {
    character = 0x100;
    for (unsigned char b = 0; b < byte; ++b) character += stands_for_itself(b) ? 0 : 1;
  }
  return to_utf8({&character, 1});
}

std::vector<std::int32_t> byte_ids(const Vocabulary& vocabulary) {
  std::vector<std::int32_t> ids;
  for (int byte = 0; byte < 256; ++byte)
    ids.push_back(vocabulary.id(spell_byte(static_cast<unsigned char>(byte))).value_or(BytePiece::no_id));
  return ids;
}

std::string spell_bytes(std::string_view text) {
  std::string spelled;
  for (const char byte : text) spelled += spell_byte(static_cast<unsigned char>(byte));
  return spelled;
}

void MergeList::add(const std::string& left, const std::string& right, const std::string& place) {
  const auto id = [&](const std::string& piece) {
    const auto found = vocabulary_.id(piece);
    if (!found) throw input_error(place + "the vocabulary has no piece \"" + piece + "\"", other_remedy);
    return *found;
  };
  merges_.push_back({id(left), id(right), id(left + right)});
  if (!pairs_.insert(pair_key(merges_.back().left, merges_.back().right)).second)
    throw input_error(place + "this pair comes a second time", "download the file again");
}

void MergeList::add(std::string_view line, const std::string& place) {
  const std::size_t blank = line.find(' ');
  const bool two_pieces = blank != std::string_view::npos && blank > 0 && blank + 1 < line.size() &&
                          line.find(' ', blank + 1) == std::string_view::npos;
  if (!two_pieces) throw input_error(place + "not two pieces with a blank between them", other_remedy);
  add(std::string(line.substr(0, blank)), std::string(line.substr(blank + 1)), place);
}

std::vector<Merge> read_merges(const std::filesystem::path& file, const Vocabulary& vocabulary) {
  const std::string content = corpus::read_text_file(file);
  MergeList merges(vocabulary);
  long number = 0;
  for (std::string_view rest = content; !rest.empty();) {
    const std::string_view line = corpus::take_line(rest);
    if (++number == 1 && line.starts_with("#version")) continue;
    merges.add(line, at(file, number));
  }
  return merges.take();
}

}  // namespace neurank::tokenizer
