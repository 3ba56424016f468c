#include "model/first_words.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

void add(std::vector<double>& sums, const std::vector<double>& part) {
  sums.resize(std::max(sums.size(), part.size()));
  for (std::size_t i = 0; i < part.size(); ++i) sums[i] += part[i];
}

}  // namespace

double FirstWords::ratio(std::size_t layer) const {
  NEURANK_EXPECT(first > 0 && others > 0);
  const double mean_of_others = other_lengths[layer] / to_double(others);
  return mean_of_others > 0 ? first_lengths[layer] / to_double(first) / mean_of_others : 1;
}

std::optional<double> FirstWords::largest_ratio() const {
  if (first == 0 || others == 0) return std::nullopt;
  double largest = 0;
  for (std::size_t layer = 0; layer < first_lengths.size(); ++layer) largest = std::max(largest, ratio(layer));
  return largest;
}

void add(FirstWords& words, const FirstWords& part) {
  words.first += part.first;
  words.others += part.others;
  add(words.first_lengths, part.first_lengths);
  add(words.other_lengths, part.other_lengths);
}

FirstWordLengths::FirstWordLengths(std::span<const Index> sentence_offsets, Index layers)
    : is_first_(to_size(sentence_offsets.back())) {
  for (std::size_t s = 0; s + 1 < sentence_offsets.size(); ++s)
    if (sentence_offsets[s] < sentence_offsets[s + 1]) is_first_[to_size(sentence_offsets[s])] = 1;
  result_.first_lengths.resize(to_size(layers));
  result_.other_lengths.resize(to_size(layers));
}

void FirstWordLengths::take(std::span<const Index> words, Index layer, ConstMatrixView states) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_first = is_first_[to_size(words[i])] != 0;
    auto& lengths = is_first ? result_.first_lengths : result_.other_lengths;
    lengths[to_size(layer)] += states.row(to_index(i)).cast<double>().norm();
    if (layer == 0) ++(is_first ? result_.first : result_.others);
  }
}

}  // namespace neurank::model
