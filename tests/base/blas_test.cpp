#include "base/blas.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/blas_kernels.hpp"

namespace neurank {
namespace {

TEST(Blas, names_the_loaded_library_and_times_it) {
  const BlasFacts facts = measure_blas();
  EXPECT_NE(facts.name.find(".so"), std::string::npos) << facts.name;
  EXPECT_EQ(facts.kernels.empty(), facts.name.find("OpenBLAS") == std::string::npos) << facts.kernels;
  EXPECT_GT(facts.gflops, 0.1);  // the slowest implementation on the slowest machine is faster
}

TEST(Blas, tells_the_reference_library_from_fast_ones) {
  EXPECT_TRUE(is_reference_blas({"/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", 5}));
  EXPECT_TRUE(is_reference_blas({"/opt/lapack-3.11/lib64/libblas.so.3", 5}));
  EXPECT_FALSE(is_reference_blas({"/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", 100}));
  EXPECT_FALSE(is_reference_blas({"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH (/opt/lib/libblas.so)", 100}));
  EXPECT_FALSE(is_reference_blas({"/opt/intel/mkl/lib/libmkl_rt.so.2", 100}));
  EXPECT_FALSE(is_reference_blas({"/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3", 100}));
}

TEST(Blas, advice_is_about_the_reference_library_and_old_kernels_that_nobody_chose) {
  const char* chosen = std::getenv("OPENBLAS_CORETYPE");
  EXPECT_NE(blas_advice({.name = "/usr/lib/libblas.so.3"}).find("install OpenBLAS"), std::string::npos);
  const std::string old = blas_advice({.name = "OpenBLAS 0.3.21", .kernels = "Prescott"});
  EXPECT_EQ(old, chosen == nullptr ? old_kernels_advice("Prescott", processor_flags()) : "");
}

}  // namespace
}  // namespace neurank
