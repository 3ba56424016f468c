#include "base/blas.hpp"

#include <gtest/gtest.h>

#include "base/blas_check.hpp"

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

TEST(Blas, advice_is_about_the_reference_library_and_more_threads_than_it_was_built_for) {
  EXPECT_NE(blas_advice({.name = "/usr/lib/libblas.so.3"}, 1).find("install OpenBLAS"), std::string::npos);
  const BlasFacts openblas = {.name = "OpenBLAS 0.3.21", .kernels = "Zen", .max_threads = 64};
  EXPECT_EQ(blas_advice(openblas, 64), "");
  EXPECT_NE(blas_advice(openblas, 65).find("a rank has 65 threads, but this OpenBLAS was built for 64"),
            std::string::npos);
  EXPECT_EQ(blas_advice({.name = "/opt/lib/libmkl_rt.so"}, 200), "");
}

TEST(Blas, products_are_right_here) { EXPECT_EQ(wrong_product(), ""); }

}  // namespace
}  // namespace neurank
