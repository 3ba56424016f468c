#include "base/blas.hpp"

#include <gtest/gtest.h>

#include "base/blas_check.hpp"
#include "base/openmp_runtimes.hpp"

namespace neurank {
namespace {

TEST(Blas, names_the_loaded_library_and_times_it) {
  const BlasFacts facts = measure_blas();
  EXPECT_NE(facts.name.find(".so"), std::string::npos) << facts.name;
  EXPECT_EQ(facts.kernels.empty(), facts.name.find("OpenBLAS") == std::string::npos) << facts.kernels;
  EXPECT_GT(facts.gflops, 0.1);  // the slowest implementation on the slowest machine is faster
}

TEST(Blas, is_called_slow_where_it_was_measured_slow) {
  EXPECT_TRUE(is_slow({"/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", 4}));
  EXPECT_FALSE(is_slow({"/opt/venv/torch/lib/libtorch_cpu.so", 122})) << "MKL lies within this one";
  EXPECT_FALSE(is_slow({"/opt/lib/libblas.so.3", 0})) << "nothing was measured";
  EXPECT_TRUE(is_slow({"OpenBLAS 0.3.21 (/opt/lib/libblas.so)", 2})) << "whatever its name";
}

TEST(Blas, advice_is_about_speed_and_more_threads_than_it_was_built_for) {
  EXPECT_EQ(
      blas_advice({.name = "/usr/lib/libblas.so.3", .gflops = 3.25}, 1),
      "the BLAS is slow: 3.2 GFLOP/s, as the reference implementation's; install OpenBLAS, on Debian: apt-get install "
      "libopenblas0-openmp");
  const BlasFacts openblas = {.name = "OpenBLAS 0.3.21", .kernels = "Zen", .max_threads = 64};
  EXPECT_EQ(blas_advice(openblas, 64), "");
  EXPECT_NE(blas_advice(openblas, 65).find("a rank has 65 threads, but this OpenBLAS was built for 64"),
            std::string::npos);
  EXPECT_EQ(blas_advice({.name = "/opt/lib/libmkl_rt.so"}, 200), "");
}

TEST(OpenMpRuntimes, there_is_one) {
  EXPECT_LE(openmp_runtimes().size(), 1u);
  EXPECT_EQ(openmp_advice({"/usr/lib/libgomp.so.1"}), "");
  EXPECT_EQ(
      openmp_advice({"/a/libgomp.so.1", "/b/libiomp5.so"}),
      "this process has 2 OpenMP runtimes, /a/libgomp.so.1 and /b/libiomp5.so, whose threads compete for the same "
      "cores; build neurank with the runtime that LibTorch has");
}

TEST(Blas, products_are_right_here) { EXPECT_EQ(wrong_product(), ""); }

}  // namespace
}  // namespace neurank
