#include "analysis/repeated_sentences.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

/// Calls back with each sentence of a range as one text.
template <class Use>
void for_each_sentence(std::span<const std::string> words, std::span<const Index> offsets, Range range,
                       const Use& use) {
  std::string text;
  for (auto first = std::ranges::lower_bound(offsets, range.begin); first + 1 < offsets.end() && *first < range.end;
       ++first) {
    text.clear();
    for (Index word = *first; word < first[1]; ++word) text.append(words[to_size(word)]).append("\n");
    use(text);
  }
}

}  // namespace

RepeatedSentences repeated_sentences(std::span<const std::string> words, std::span<const Index> sentence_offsets,
                                     Range train, Range split) {
  std::unordered_set<std::string> known;
  for_each_sentence(words, sentence_offsets, train, [&](const std::string& sentence) { known.insert(sentence); });
  RepeatedSentences found;
  for_each_sentence(words, sentence_offsets, split, [&](const std::string& sentence) {
    ++found.sentences;
    found.repeated += known.contains(sentence);
  });
  return found;
}

}  // namespace neurank::analysis
