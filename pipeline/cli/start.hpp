#pragma once

#include <string>
#include <vector>

namespace neurank::cli {

/// Gives this process the best of OpenBLAS's kernels that its processor can run. To be called first in main(): OpenBLAS
/// reads its environment while it is loaded, so the program is started again, once, with OPENBLAS_CORETYPE set, where
/// OpenBLAS took older kernels than there are. Kernels that a child process finds wrong, or that end it, are not used.
/// A user's OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE is left alone. Where the program cannot be started again it goes on.
/// @param argv of main()
void start_with_best_kernels(char** argv);

/// The part of it that does so: starts the program again with the first of the candidates (values of OPENBLAS_CORETYPE)
/// that a child process finds right. Does nothing in a process that was started again.
/// @param because why, for kernels_note()
void start_with_first_right(const std::vector<std::string>& candidates, std::string because, char** argv);

/// What is to be said of the choice of kernels in this process; empty when OpenBLAS took the best by itself.
std::string kernels_note();

}  // namespace neurank::cli
