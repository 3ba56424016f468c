#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

namespace neurank {

/// Values of OPENBLAS_CORETYPE whose kernels use instructions that the processor has and the kernels that OpenBLAS took
/// do not use, the best first. OpenBLAS falls back to its oldest kernels on processors that came after it. Empty when
/// those taken are as good as any, or their age is not known. Pure.
/// @param taken OpenBLAS's name of its kernels
std::vector<std::string> better_kernels(const std::string& taken, const std::set<std::string>& flags);

/// The value of OPENBLAS_CORETYPE with which processors that took these kernels can all compute alike; empty when the
/// age of one is not known. Pure. @pre at least one name
std::string common_kernels(std::span<const std::string> taken);

}  // namespace neurank
