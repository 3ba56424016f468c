#include "probe/exact/unsure_words.hpp"

#include <algorithm>

#include "base/cast.hpp"

namespace neurank::probe {
namespace {

float doubt_of(std::span<const float> of_labels) { return 1 - *std::max_element(of_labels.begin(), of_labels.end()); }

}  // namespace

void UnsureWords::clear() { words.clear(), probabilities.clear(); }

void UnsureWords::add(Index word, std::span<const float> of_labels) {
  if (doubt_of(of_labels) < least) return;
  words.push_back(word);
  probabilities.insert(probabilities.end(), of_labels.begin(), of_labels.end());
}

void UnsureWords::append(const UnsureWords& later) {
  words.insert(words.end(), later.words.begin(), later.words.end());
  probabilities.insert(probabilities.end(), later.probabilities.begin(), later.probabilities.end());
  if (later.least == least) return;
  least = std::max(least, later.least);
  std::vector<bool> is_kept;
  for (std::size_t i = 0; i < words.size(); ++i) is_kept.push_back(doubt(i) >= least);
  keep(is_kept);
}

void UnsureWords::keep_at_most(std::size_t most) {
  if (words.size() <= most) return;
  std::vector<float> doubts;
  for (std::size_t i = 0; i < words.size(); ++i) doubts.push_back(doubt(i));
  std::vector<float> sorted = doubts;
  const std::size_t half = words.size() / 2;
  std::nth_element(sorted.begin(), sorted.begin() + to_index(half), sorted.end());
  least = std::max(least, sorted[half]);
  // Of words that are alike, as all are without weights, only as many go as must.
  const auto above = to_size(std::ranges::count_if(doubts, [&](float of_word) { return of_word > least; }));
  std::size_t alike = (words.size() + 1) / 2;
  alike -= std::min(alike, above);
  std::vector<bool> is_kept;
  for (const float of_word : doubts) {
    const bool is_one = of_word == least && alike > 0;
    is_kept.push_back(of_word > least || is_one);
    alike -= is_one;
  }
  keep(is_kept);
}

Index UnsureWords::labels() const { return to_index(probabilities.size() / std::max<std::size_t>(1, words.size())); }

float UnsureWords::doubt(std::size_t i) const {
  return doubt_of(std::span(probabilities).subspan(i * to_size(labels()), to_size(labels())));
}

void UnsureWords::keep(const std::vector<bool>& is_kept) {
  const Index each = labels();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < is_kept.size(); ++i) {
    if (!is_kept[i]) continue;
    words[kept] = words[i];
    if (kept != i)
      std::copy_n(probabilities.begin() + to_index(i) * each, each, probabilities.begin() + to_index(kept) * each);
    ++kept;
  }
  words.resize(kept);
  probabilities.resize(kept * to_size(each));
}

}  // namespace neurank::probe
