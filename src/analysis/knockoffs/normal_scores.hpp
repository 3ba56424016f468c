#pragma once

#include "base/matrix.hpp"

namespace neurank::analysis {

/// Each neuron's values by their places among its T words (normal scores, van der Waerden 1952): Φ⁻¹(r / (T + 1)) with
/// r the value's rank from 1, the mean rank where values are equal; then less their mean, by their deviation, so that
/// every neuron has mean 0 and variance 1. Zeros for a neuron that never varies. O(T log T) for a neuron.
/// @param values [T, N] no NaN; at least one word  @return [T, N]
Matrix normal_scores(const ConstMatrixRef& values);

}  // namespace neurank::analysis
