#pragma once

#include <string>
#include <vector>

namespace neurank {

/// Files of the OpenMP runtimes that this process has loaded (GNU's, LLVM's, Intel's), links followed. There should be
/// one: each has threads of its own, which wait for work on the same cores.
std::vector<std::string> openmp_runtimes();

/// The warning for a user whose process has loaded several; empty for one or none.
std::string openmp_advice(const std::vector<std::string>& runtimes);

}  // namespace neurank
