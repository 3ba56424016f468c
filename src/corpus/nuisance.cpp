#include "corpus/nuisance.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::corpus {
namespace {

constexpr std::string_view prefix = "nuisance:";

/// Ranges of numbers that make one label each, by their first numbers; the last is open.
template <std::size_t Count>
std::string range_of(Index number, const std::array<Index, Count>& firsts) {
  const auto next = std::ranges::upper_bound(firsts, number);
  const Index first = next == firsts.begin() ? firsts.front() : next[-1];
  if (next == firsts.end()) return std::to_string(first) + "+";
  return *next - first == 1 ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(*next - 1);
}

using Words = std::span<const std::string>;
using Offsets = std::span<const Index>;

/// Calls back with each word, its place in the sentence from 1, and the sentence's length.
template <class LabelOf>
std::vector<std::string> by_sentence(Offsets offsets, const LabelOf& label_of) {
  std::vector<std::string> labels;
  for (std::size_t sentence = 0; sentence + 1 < offsets.size(); ++sentence)
    for (Index word = offsets[sentence]; word < offsets[sentence + 1]; ++word)
      labels.push_back(label_of(word - offsets[sentence] + 1, offsets[sentence + 1] - offsets[sentence]));
  return labels;
}

std::vector<std::string> positions(Words, Offsets offsets, Range) {
  static constexpr std::array<Index, 8> firsts = {1, 2, 3, 4, 6, 9, 14, 22};
  return by_sentence(offsets, [](Index place, Index) { return range_of(place, firsts); });
}

std::vector<std::string> sentence_lengths(Words, Offsets offsets, Range) {
  static constexpr std::array<Index, 6> firsts = {1, 6, 11, 21, 31, 41};
  return by_sentence(offsets, [](Index, Index length) { return range_of(length, firsts); });
}

/// A word that training does not have counts as one that it has once.
std::vector<std::string> frequencies(Words words, Offsets, Range train) {
  static constexpr std::array<Index, 6> firsts = {1, 2, 4, 16, 64, 256};
  std::unordered_map<std::string_view, Index> counts;
  for (Index word = train.begin; word < train.end; ++word) ++counts[words[to_size(word)]];
  std::vector<std::string> labels;
  for (const std::string& word : words) {
    const auto found = counts.find(word);
    labels.push_back(range_of(found == counts.end() ? 1 : found->second, firsts));
  }
  return labels;
}

std::vector<std::string> word_lengths(Words words, Offsets, Range) {
  static constexpr std::array<Index, 9> firsts = {1, 2, 3, 4, 5, 6, 8, 10, 13};
  std::vector<std::string> labels;
  for (const std::string& word : words)
    labels.push_back(range_of(std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; }), firsts));
  return labels;
}

std::string case_of(const std::string& word) {
  UChar32 first = 0;
  std::int32_t place = 0;
  U8_NEXT_OR_FFFD(word.data(), place, checked_cast<std::int32_t>(word.size()), first);
  if (u_isupper(first) || u_istitle(first)) return "upper";
  return u_islower(first) ? "lower" : "neither";
}

std::vector<std::string> capitals(Words words, Offsets, Range) {
  std::vector<std::string> labels;
  for (const std::string& word : words) labels.push_back(case_of(word));
  return labels;
}

/// A column and how it is made.
struct Nuisance {
  std::string_view name;
  std::vector<std::string> (*labels)(Words words, Offsets offsets, Range train);
};

constexpr std::array<Nuisance, 5> all = {{{"position", positions},
                                          {"sentence_length", sentence_lengths},
                                          {"frequency", frequencies},
                                          {"word_length", word_lengths},
                                          {"capital", capitals}}};

const Nuisance* find(std::string_view column) {
  if (!column.starts_with(prefix)) return nullptr;
  const auto found = std::ranges::find(all, column.substr(prefix.size()), &Nuisance::name);
  return found == all.end() ? nullptr : found;
}

}  // namespace

std::vector<std::string> nuisance_columns() {
  std::vector<std::string> names;
  for (const Nuisance& nuisance : all) names.push_back(std::string(prefix).append(nuisance.name));
  return names;
}

bool is_nuisance(std::string_view column) { return find(column) != nullptr; }

std::vector<std::string> nuisance_labels(std::string_view column, Words words, Offsets sentence_offsets, Range train) {
  const Nuisance* nuisance = find(column);
  NEURANK_EXPECT(nuisance != nullptr);
  return nuisance->labels(words, sentence_offsets, train);
}

}  // namespace neurank::corpus
