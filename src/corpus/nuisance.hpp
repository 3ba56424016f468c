#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/index.hpp"

namespace neurank::corpus {

// Built-in columns that say nothing of a word's linguistic properties but go along with them (docs/method.md 2.6):
// tasks on them tell how much of what neurons know is of this kind.

/// Their names: "nuisance:" and position, sentence_length, frequency, word_length or capital.
std::vector<std::string> nuisance_columns();

/// Whether a column is one of them, for any corpus.
bool is_nuisance(std::string_view column);

/// Labels of all words. @param words [T], UTF-8  @param sentence_offsets [S + 1]  @param train word range in which
/// frequencies are counted  @pre is_nuisance(column)  @return [T]
std::vector<std::string> nuisance_labels(std::string_view column, std::span<const std::string> words,
                                         std::span<const Index> sentence_offsets, Range train);

}  // namespace neurank::corpus
