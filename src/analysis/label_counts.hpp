#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/index.hpp"
#include "corpus/labels.hpp"

namespace neurank::analysis {

/// Training words of every label, counting words with a vector only, as the probes do.
/// @param valid [T], 0 where a word has no vector  @param train word range of the training split  @return [L]
std::vector<Index> training_counts(std::span<const std::uint8_t> valid, const corpus::EncodedLabels& labels,
                                   Range train);

/// Labels with at least `min_count` training words, ascending. The weights of rarer labels have hardly moved from
/// their start, so their sets say little (docs/method.md 9.3).
std::vector<Index> frequent_labels(std::span<const Index> counts, Index min_count);

/// Labels that have a say in a ranking: the frequent ones; all where none is. Rare labels carry hardly any signal, but
/// each would name its neurons as soon as the others do.
std::vector<Index> ranked_labels(std::span<const Index> counts, Index min_count);

}  // namespace neurank::analysis
