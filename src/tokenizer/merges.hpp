#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {

/// Two neighbouring pieces that become one.
struct Merge {
  std::int32_t left;
  std::int32_t right;
  std::int32_t merged;
};

/// A piece of a text.
struct BytePiece {
  static constexpr std::int32_t no_id = -1;

  std::int32_t id;     ///< no_id for a byte that the vocabulary lacks
  std::uint32_t size;  ///< bytes

  bool operator==(const BytePiece&) const = default;
};

/// Byte-level pair merging (Sennrich et al. 2016 over bytes, as GPT-2 does): a text starts as the pieces of its bytes;
/// the pair of neighbours with the earliest merge is merged wherever it occurs, from left to right, and so on until no
/// neighbours have a merge.
class MergeTable {
 public:
  /// @param byte_ids [256], no_id for bytes without piece
  /// @param merges earliest first, no two of the same pair, none whose result is one of its halves
  MergeTable(std::vector<std::int32_t> byte_ids, std::vector<Merge> merges);

  /// Buffers that a caller keeps from text to text.
  class Scratch {
    friend class MergeTable;
    struct Symbol {
      std::int32_t id;
      std::uint32_t size;  ///< 0: merged into the one before
      std::int32_t previous;
      std::int32_t next;
    };
    std::vector<BytePiece> start;
    std::vector<Symbol> symbols;
    std::vector<std::uint64_t> candidates;  ///< a heap: rank, then position
    std::vector<std::uint32_t> round;
  };

  /// Appends the pieces of a text of less than 2 GiB. Takes time in proportion to n log n.
  void cut(std::string_view text, Scratch& scratch, std::vector<BytePiece>& pieces) const;

  /// The same of a text that starts as these pieces; those without id are never merged.
  void cut(std::span<const BytePiece> start, Scratch& scratch, std::vector<BytePiece>& pieces) const;

 private:
  void add_candidate(Scratch& scratch, std::int32_t position) const;
  void merge_all(Scratch& scratch, std::uint32_t rank) const;
  void merge_at(Scratch& scratch, std::int32_t position, const Merge& merge) const;

  std::vector<std::int32_t> byte_ids_;
  std::vector<Merge> merges_;                               ///< by rank
  std::unordered_map<std::uint64_t, std::uint32_t> ranks_;  ///< by pair
};

/// How a byte-level vocabulary spells a byte, as UTF-8: printable characters of Latin-1 stand for themselves, the
/// others are U+0100 and on, in the order of the bytes.
std::string spell_byte(unsigned char byte);

/// All bytes of a text so.
std::string spell_bytes(std::string_view text);

/// The ids of the pieces of all bytes, no_id for those that a vocabulary lacks. [256]
std::vector<std::int32_t> byte_ids(const Vocabulary& vocabulary);

/// Merges, each pair once.
class MergeList {
 public:
  explicit MergeList(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// Two pieces. Throws Error for a piece or a result that is not in the vocabulary, and for a pair that comes twice.
  /// @param place begins messages
  void add(const std::string& left, const std::string& right, const std::string& place);

  /// Two pieces with a blank between them. Throws Error for anything else, too.
  void add(std::string_view line, const std::string& place);

  std::vector<Merge> take() { return std::move(merges_); }

 private:
  const Vocabulary& vocabulary_;
  std::vector<Merge> merges_;
  std::unordered_set<std::uint64_t> pairs_;
};

/// Reads a merges.txt: a line "#version..." that may be missing, then two pieces a line. Throws Error with file:line
/// for a line that is anything else, a piece or a result that is not in the vocabulary, and a pair that comes twice.
std::vector<Merge> read_merges(const std::filesystem::path& file, const Vocabulary& vocabulary);

}  // namespace neurank::tokenizer
