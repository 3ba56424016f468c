#pragma once

#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/matrix.hpp"
#include "base/random.hpp"
#include "probe/head.hpp"

namespace neurank::test {

inline std::vector<Index> all_rows(Index count) {
  std::vector<Index> rows(count);
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

inline probe::Targets targets(std::vector<std::int32_t> labels) {
  return std::make_shared<const std::vector<std::int32_t>>(std::move(labels));
}

/// Independent standard normal numbers [rows, columns] (Box-Muller).
inline Matrix normal_matrix(Index rows, Index columns, Random& random) {
  Matrix matrix(rows, columns);
  for (Index i = 0; i < matrix.size(); ++i)
    matrix.data()[i] = static_cast<float>(std::sqrt(-2 * std::log(1 - random.uniform())) *
                                          std::cos(2 * std::numbers::pi * random.uniform()));
  return matrix;
}

inline std::shared_ptr<const probe::Head> start(Index labels, Index neurons, std::uint64_t seed) {
  return std::make_shared<const probe::Head>(probe::uniform_start(labels, neurons, seed));
}

inline bool always() { return true; }

}  // namespace neurank::test
