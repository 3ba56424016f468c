#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"

namespace neurank::ranking {

/// A word of a neuron: its value, as a number that compares alike, in the upper half, its label in the lower one.
using Word = std::uint64_t;

/// Compares as the values of words do. Equal for 0 and -0.
inline std::uint32_t order_of(Word word) { return static_cast<std::uint32_t>(word >> 32); }

/// The number that the word was made with.
inline std::uint32_t label_of(Word word) { return static_cast<std::uint32_t>(word); }

/// @param value no NaN
inline Word word_of(float value, std::uint32_t label) {
  NEURANK_EXPECT(!std::isnan(value));
  constexpr std::uint32_t sign = 0x80000000u;
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0f);  // -0 is 0
  const std::uint32_t ascending = (bits & sign) != 0 ? ~bits : bits | sign;
  return Word{ascending} << 32 | label;
}

/// The value that the word was made with, 0 for -0.
inline float value_of(Word word) {
  constexpr std::uint32_t sign = 0x80000000u;
  const std::uint32_t ascending = order_of(word);
  return std::bit_cast<float>((ascending & sign) != 0 ? ascending ^ sign : ~ascending);
}

/// Sorts by value, smallest first. By counting digits, several times as fast as comparing. @param scratch of any size
void sort_by_value(std::vector<Word>& words, std::vector<Word>& scratch);

/// Where a run of equal values ends that begins at a place. @param words sorted
/// @param count is called with each word of the run
template <class Count>
std::size_t end_of_run(std::span<const Word> words, std::size_t begin, const Count& count) {
  std::size_t end = begin;
  for (; end < words.size() && order_of(words[end]) == order_of(words[begin]); ++end) count(words[end]);
  return end;
}

}  // namespace neurank::ranking
