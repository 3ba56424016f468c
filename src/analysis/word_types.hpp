#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cast.hpp"

namespace neurank::analysis {

/// Word types of a text that are frequent enough to be spoken of.
struct WordTypes {
  std::vector<std::string> names;     ///< [types], ascending by bytes
  std::vector<Index> counts;          ///< [types] words of each
  std::vector<std::int32_t> of_word;  ///< [words of the range] its type; -1: too rare, or not counted
};

/// Types with at least `least` counted words in a range. Takes 4 bytes a word beside its result, however many the
/// types.
/// @param words [T]  @param counted [T] 0 where a word is left out  @pre below 2^31 types
WordTypes word_types(const std::vector<std::string>& words, const std::vector<std::uint8_t>& counted, Range range,
                     Index least);

}  // namespace neurank::analysis
