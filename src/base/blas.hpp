#pragma once

#include <string>

namespace neurank {

/// The BLAS library that this process has really loaded, whatever it was linked to.
struct BlasFacts {
  std::string name;   ///< "OpenBLAS 0.3.21 ... (/usr/lib/.../libopenblas.so.0)", or the library's path alone
  double gflops = 0;  ///< measured speed of single-precision products, 10^9 operations per second, all threads
};

/// Finds the library and times products of size 1024 for about 0.2 s.
BlasFacts measure_blas();

/// Whether it is the slow reference implementation: for a library that is none of OpenBLAS, MKL, BLIS, ATLAS or
/// Accelerate, products take tens of times longer.
bool is_reference_blas(const BlasFacts& facts);

/// What to tell a user whose BLAS it is, and what to do.
std::string reference_blas_advice();

}  // namespace neurank
