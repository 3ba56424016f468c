#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/cast.hpp"
#include "base/index.hpp"

namespace neurank::tokenizer {

/// A word type of a text, cut into symbols.
struct CutWord {
  std::vector<std::int32_t> symbols;
  Index count = 0;  ///< occurrences in the text
};

/// How often two symbols are neighbours in the words of a text, kept up to date while pairs are merged: a merge costs
/// the words that hold the pair, not the text.
class PairMerges {
 public:
  using Pair = std::pair<std::int32_t, std::int32_t>;

  explicit PairMerges(std::vector<CutWord> words);

  /// The most frequent pair; of equally frequent ones the one with the smallest numbers. Nothing when no word has two
  /// symbols.
  std::optional<Pair> most_frequent();

  /// Replaces the pair by one symbol wherever it stands, from left to right.
  void merge(const Pair& pair, std::int32_t symbol);

 private:
  struct Use {
    Index count = 0;
    std::vector<std::size_t> words;  ///< all that hold the pair, and some that held it before
  };
  struct Candidate {
    Index count;
    Pair pair;
    bool operator<(const Candidate& other) const {
      return count != other.count ? count < other.count : pair > other.pair;
    }
  };
  struct Hash {
    std::size_t operator()(const Pair& pair) const {
      return (to_uint64(pair.first) << 32 ^ to_uint64(pair.second)) * 0x9e3779b97f4a7c15u;
    }
  };

  void count(std::size_t word, Index times);

  std::vector<CutWord> words_;
  std::unordered_map<Pair, Use, Hash> uses_;
  std::priority_queue<Candidate> candidates_;  ///< outdated counts are passed over
};

}  // namespace neurank::tokenizer
