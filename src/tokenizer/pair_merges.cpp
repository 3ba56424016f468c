#include "tokenizer/pair_merges.hpp"

#include <algorithm>

namespace neurank::tokenizer {
namespace {

void replace_pair(std::vector<std::int32_t>& symbols, const PairMerges::Pair& pair, std::int32_t symbol) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const bool here = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
    symbols[kept++] = here ? symbol : symbols[i];
    i += here;
  }
  symbols.resize(kept);
}

bool holds_pair(const std::vector<std::int32_t>& symbols, const PairMerges::Pair& pair) {
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
    if (symbols[i] == pair.first && symbols[i + 1] == pair.second) return true;
  return false;
}

}  // namespace

PairMerges::PairMerges(std::vector<CutWord> words) : words_(std::move(words)) {
  for (std::size_t word = 0; word < words_.size(); ++word) count(word, words_[word].count);
}

void PairMerges::count(std::size_t word, Index times) {
  const std::vector<std::int32_t>& symbols = words_[word].symbols;
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
    const Pair pair{symbols[i], symbols[i + 1]};
    Use& use = uses_[pair];
    use.count += times;
    if (times > 0 && (use.words.empty() || use.words.back() != word)) use.words.push_back(word);
    candidates_.push({use.count, pair});
  }
}

std::optional<PairMerges::Pair> PairMerges::most_frequent() {
  for (; !candidates_.empty(); candidates_.pop()) {
    const Candidate& best = candidates_.top();
    if (best.count > 0 && uses_.at(best.pair).count == best.count) return best.pair;
  }
  return std::nullopt;
}

void PairMerges::merge(const Pair& pair, std::int32_t symbol) {
  std::vector<std::size_t> holders = std::move(uses_.at(pair).words);
  std::ranges::sort(holders);
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  for (const std::size_t word : holders) {
    if (!holds_pair(words_[word].symbols, pair)) continue;
    count(word, -words_[word].count);
    replace_pair(words_[word].symbols, pair, symbol);
    count(word, words_[word].count);
  }
}

}  // namespace neurank::tokenizer
