#pragma once

#include <set>
#include <string>

#include "base/index.hpp"

namespace neurank {

/// Those abilities of this processor that matter to products, in Linux's words ("avx2", "avx512f"), as far as the
/// system lets programs use them; empty when it is not an x86 processor.
std::set<std::string> processor_flags();

/// Its highest clock as the system tells it, in 10^9 a second; 0 where it does not.
double processor_gigahertz();

/// Most single-precision operations that so many cores can do, in 10^9 a second: two units that multiply and add
/// vectors of the widest kind, at that clock. 0 for processors other than x86. Pure.
double peak_gflops(const std::set<std::string>& flags, double gigahertz, Index cores);

}  // namespace neurank
