#pragma once

#include "base/matrix.hpp"

namespace neurank {

/// Converts `count` numbers, some 20 times faster than Eigen's cast where the processor has instructions for it. Rounds
/// to nearest, ties to even; NaN stays NaN, and a number too large for float16 becomes infinite.
void to_float(const Half* from, Index count, float* to);
void to_half(const float* from, Index count, Half* to);

}  // namespace neurank
