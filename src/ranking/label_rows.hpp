#pragma once

#include <span>

#include "base/matrix.hpp"

namespace neurank::ranking {

/// Weights of some labels. @param weights [L, N]  @param labels ascending, each in [0, L)  @return [labels, N]
Matrix rows_of(const Matrix& weights, std::span<const Index> labels);

}  // namespace neurank::ranking
