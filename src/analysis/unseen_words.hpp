#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"

namespace neurank::analysis {

/// Words of a split whose type, case-sensitive, never occurs in training: on these a probe cannot repeat what it has
/// learnt by heart about a word (docs/method.md 2.4). Only words with a vector count, in training and in the split, as
/// for the probes.
/// @param words [T]  @param valid [T], 0 where a word has no vector  @param train  @param split word ranges in [0, T)
/// @return rows of the activation file, ascending
std::vector<Index> unseen_words(std::span<const std::string> words, std::span<const std::uint8_t> valid, Range train,
                                Range split);

}  // namespace neurank::analysis
