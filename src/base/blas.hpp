#pragma once

#include <string>

#include "base/index.hpp"

namespace neurank {

/// The BLAS library that this process has really loaded, whatever it was linked to.
struct BlasFacts {
  std::string name;          ///< "OpenBLAS 0.3.21 ... (/usr/lib/.../libopenblas.so.0)", or the library's path alone
  double gflops = 0;         ///< measured speed of single-precision products, 10^9 operations per second, all threads
  std::string kernels = {};  ///< OpenBLAS's name of the processor whose kernels it took; empty for another library
  Index max_threads = 0;     ///< that it can use, as it was built; 0 where it does not tell
};

/// Finds the library; times nothing.
BlasFacts loaded_blas();

/// Finds the library and times products of size 1024 for about 0.2 s.
BlasFacts measure_blas();

/// Whether its products were measured to take tens of times longer than those of a fast library, as the reference
/// implementation's do.
bool is_slow(const BlasFacts& facts);

/// The warning for a user whose BLAS is slow, or was built for fewer threads than a rank has,
/// with what to do about it; empty when nothing is known against it.
std::string blas_advice(const BlasFacts& facts, Index threads);

}  // namespace neurank
