#pragma once

#include <optional>
#include <span>

namespace neurank::analysis {

/// @pre at least one value
double mean(std::span<const double> values);

/// Sample standard deviation, of n - 1; nothing for fewer than two values.
std::optional<double> standard_deviation(std::span<const double> values);

}  // namespace neurank::analysis
