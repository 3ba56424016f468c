#pragma once

#include <string>

namespace neurank {

/// Compares the BLAS's single-precision products of several shapes, plain and transposed, with loops in double
/// precision; some builds of OpenBLAS are wrong with some of their kernels on some processors. Takes about 20 ms.
/// @return what came out wrong, for people; empty when all is right
std::string wrong_product();

}  // namespace neurank
