// Started by ctest, this program starts itself again; so it has a main() of its own and no framework around that.

#include "cli/start.hpp"

#include <cstdlib>
#include <iostream>

#include "base/blas.hpp"

namespace {

int failures = 0;

void expect(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "FAILED: " << what << '\n';
  ++failures;
}

}  // namespace

int main(int, char** argv) {
  using namespace neurank;
  using namespace neurank::cli;
  if (loaded_blas().kernels.empty()) {
    std::cout << "skipped: the BLAS is not OpenBLAS\n";
    return 77;
  }
  unsetenv("OPENBLAS_L2_SIZE");  // a user's, which would be noted, too
  // OpenBLAS knows no such kernels and takes its own choice, which the child notices.
  start_with_first_right({"NoSuchKernels", "Prescott", "Haswell"}, "the test asks for it", argv);
  expect(loaded_blas().kernels == "Prescott", "took " + loaded_blas().kernels);
  expect(kernels_note() == "chosen: the test asks for it; NoSuchKernels came out wrong here", kernels_note());
  start_with_first_right({"Haswell"}, "a second time", argv);
  expect(loaded_blas().kernels == "Prescott", "started a second time");
  start_with_best_kernels(argv);
  expect(loaded_blas().kernels == "Prescott", "took its own choice for the user's");

  // A note that another process left is not this one's.
  setenv("NEURANK_KERNELS", "1 chosen: elsewhere", 1);
  expect(kernels_note().empty(), kernels_note());
  start_with_best_kernels(argv);
  expect(kernels_note() == "as OPENBLAS_CORETYPE=Prescott says", kernels_note());
  return failures == 0 ? 0 : 1;
}
