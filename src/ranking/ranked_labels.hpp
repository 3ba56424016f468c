#pragma once

#include <span>
#include <vector>

#include "base/matrix.hpp"

namespace neurank::ranking {

/// Labels that have a say in a ranking: those with at least `min_count` training words, ascending; all where none has.
/// Rare labels carry hardly any signal, but each would name its neurons as soon as the others do.
std::vector<Index> ranked_labels(std::span<const Index> counts, Index min_count);

/// Their rows. @param weights [L, N]  @param labels ascending, each in [0, L)  @return [labels, N]
Matrix rows_of(const Matrix& weights, std::span<const Index> labels);

}  // namespace neurank::ranking
