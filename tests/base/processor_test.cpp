#include "base/processor.hpp"

#include <gtest/gtest.h>

namespace neurank {
namespace {

TEST(Processor, peak_speed_counts_two_units_of_the_widest_vectors) {
  EXPECT_DOUBLE_EQ(peak_gflops({"sse2", "avx", "avx2", "fma", "avx512f"}, 2.0, 3), 64 * 2.0 * 3);
  EXPECT_DOUBLE_EQ(peak_gflops({"sse2", "avx", "avx2", "fma"}, 3.0, 1), 32 * 3.0);
  EXPECT_DOUBLE_EQ(peak_gflops({"sse2", "avx"}, 3.0, 1), 16 * 3.0);
  EXPECT_DOUBLE_EQ(peak_gflops({"sse2"}, 3.0, 1), 8 * 3.0);
  EXPECT_DOUBLE_EQ(peak_gflops({}, 3.0, 1), 0);
}

TEST(Processor, what_it_can_do_is_known) {
#ifdef __x86_64__
  EXPECT_TRUE(processor_flags().contains("sse2"));
#else
  EXPECT_TRUE(processor_flags().empty());
#endif
}

}  // namespace
}  // namespace neurank
