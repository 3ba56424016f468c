#pragma once

#include <cstdint>

#include "base/matrix.hpp"

namespace neurank {

/// Converts `count` numbers, some 20 times faster than Eigen's cast where the processor has instructions for it. Rounds
/// to nearest, ties to even; NaN stays NaN, and a number too large for float16 becomes infinite.
void to_float(const Half* from, Index count, float* to);
void to_half(const float* from, Index count, Half* to);

/// Widens numbers in bfloat16, which are the upper halves of float32.
void bfloat16_to_float(const std::uint16_t* from, Index count, float* to);

}  // namespace neurank
