#pragma once

#include "base/matrix.hpp"

namespace neurank {

// Conversion of many numbers at once, some 20 times faster than Eigen's cast where the processor has instructions for
// it. Rounds to nearest, ties to even; NaN stays NaN, and what is too large becomes infinite.

void to_float(const Half* from, Index count, float* to);
void to_half(const float* from, Index count, Half* to);

}  // namespace neurank
