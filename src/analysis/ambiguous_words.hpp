#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "corpus/labels.hpp"

namespace neurank::analysis {

/// Words of a split whose type, case-sensitive, has two labels or more in training: to label these, the context must be
/// read. Only words with a vector count, in training and in the split, as for the probes.
/// @param words [T]  @param valid [T], 0 where a word has no vector  @param train  @param split word ranges in [0, T)
/// @return rows of the activation file, ascending
std::vector<Index> ambiguous_words(std::span<const std::string> words, std::span<const std::uint8_t> valid,
                                   const corpus::EncodedLabels& labels, Range train, Range split);

}  // namespace neurank::analysis
