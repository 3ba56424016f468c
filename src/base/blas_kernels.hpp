#pragma once

#include <set>
#include <string>

namespace neurank {

/// What this processor can do, in Linux's words ("avx2", "avx512f"); empty where /proc/cpuinfo does not tell.
std::set<std::string> processor_flags();

/// OpenBLAS's name of the best kernels for an x86 processor with these flags, a value of OPENBLAS_CORETYPE; empty when
/// the flags are not those of such a processor.
std::string best_kernels(const std::set<std::string>& flags);

/// What to do when OpenBLAS took kernels that are older than the processor, as it does for processors that came after
/// it; empty when they are not, or their age is not known.
/// @param taken OpenBLAS's name of its kernels
std::string old_kernels_advice(const std::string& taken, const std::set<std::string>& flags);

}  // namespace neurank
