#include "analysis/baselines.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "analysis/label_counts.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::analysis {
namespace {

using Counts = std::map<std::int32_t, Index>;  ///< label -> words; most word types have few labels

/// The first of the largest, so that ties go to the lower id.
std::int32_t most_frequent(const Counts& counts) {
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return std::max_element(counts.begin(), counts.end(), fewer)->first;
}

/// -1 when there are no training words.
std::int32_t majority_label(std::span<const std::uint8_t> valid, const corpus::EncodedLabels& labels, Range train) {
  const std::vector<Index> counts = training_counts(valid, labels, train);
  const auto most = std::max_element(counts.begin(), counts.end());
  return most == counts.end() || *most == 0 ? -1 : checked_cast<std::int32_t>(most - counts.begin());
}

/// The last three characters, of UTF-8 text, or all of fewer.
std::string_view suffix_of(std::string_view word) {
  std::size_t begin = word.size();
  for (int characters = 0; characters < 3 && begin > 0; ++characters) do
      --begin;
    while (begin > 0 && (word[begin] & 0xC0) == 0x80);
  return word.substr(begin);
}

/// Labels of the training words that are alike. @param key_of a word, by which words are alike
template <class KeyOf>
std::unordered_map<std::string_view, Counts> count_by(const KeyOf& key_of, std::span<const std::string> words,
                                                      std::span<const std::uint8_t> valid,
                                                      const corpus::EncodedLabels& labels, Range train) {
  std::unordered_map<std::string_view, Counts> counts;
  for (Index i = train.begin; i < train.end; ++i)
    if (valid[i]) ++counts[key_of(words[i])][labels.ids[i]];
  return counts;
}

}  // namespace

Baselines baselines(std::span<const std::string> words, std::span<const std::uint8_t> valid,
                    const corpus::EncodedLabels& labels, Range train, Range split) {
  NEURANK_EXPECT(words.size() == valid.size() && words.size() == labels.ids.size());
  const auto by_word = count_by([](std::string_view word) { return word; }, words, valid, labels, train);
  const auto by_suffix = count_by(suffix_of, words, valid, labels, train);
  const std::int32_t majority = majority_label(valid, labels, train);
  Baselines result;
  Index majority_right = 0, word_right = 0, ambiguous_right = 0, suffix_right = 0;
  for (Index i = split.begin; i < split.end; ++i) {
    if (!valid[i]) continue;
    const auto known = by_word.find(words[i]);
    const bool seen = known != by_word.end();
    ++result.words;
    result.unseen_words += !seen;
    majority_right += labels.ids[i] == majority;
    const auto alike = by_suffix.find(suffix_of(words[i]));
    const std::int32_t by_type = seen ? most_frequent(known->second) : majority;
    const std::int32_t by_ending = seen || alike == by_suffix.end() ? by_type : most_frequent(alike->second);
    const bool right = labels.ids[i] == by_type;
    word_right += right;
    suffix_right += labels.ids[i] == by_ending;
    if (!seen || known->second.size() == 1) continue;
    ++result.ambiguous_words;
    ambiguous_right += right;
  }
  if (result.words > 0) {
    result.majority = to_double(majority_right) / to_double(result.words);
    result.word_majority = to_double(word_right) / to_double(result.words);
    result.suffix_majority = to_double(suffix_right) / to_double(result.words);
  }
  if (result.ambiguous_words > 0)
    result.ambiguous_word_majority = to_double(ambiguous_right) / to_double(result.ambiguous_words);
  return result;
}

}  // namespace neurank::analysis
