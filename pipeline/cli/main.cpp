#include <dlfcn.h>

#include <iostream>

#include "cli/exit_codes.hpp"
#include "cli/start.hpp"

/// Loads the program and runs it. All that it needs is loaded for the whole process, as if it were linked.
int main(int argc, char** argv) {
  neurank::cli::start_with_best_kernels(argv);
  void* module = dlopen(NEURANK_PROGRAM_MODULE, RTLD_LAZY | RTLD_GLOBAL);
  void* program = module != nullptr ? dlsym(module, "neurank_program") : nullptr;
  if (program != nullptr) return reinterpret_cast<int (*)(int, char**)>(program)(argc, argv);
  std::cerr << "neurank: " << dlerror() << " (install or build it whole; this file is the start of it)\n";
  return neurank::cli::exit_failed;
}
