#pragma once

#include <cstdint>

#include "base/table.hpp"

namespace neurank::report {

/// Every metric of every pair of models, task by task and variant by variant: difference of the means over repetitions,
/// bootstrap interval, permutation p-value (docs/method.md 11.3).
/// @param metrics the table of that name, of all cells  @return rows of architecture_tests
Table compare_models(const Table& metrics, std::uint64_t seed);

}  // namespace neurank::report
