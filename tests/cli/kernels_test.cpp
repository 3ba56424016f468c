#include "cli/kernels.hpp"

#include <gtest/gtest.h>

namespace neurank::cli {
namespace {

TEST(Kernels, are_told_by_rank) {
  EXPECT_EQ(kernels_by_rank({"SkylakeX"}), "0: SkylakeX");
  EXPECT_EQ(kernels_by_rank({"Zen", "Zen", "Zen", "SkylakeX", "Zen"}), "0-2: Zen, 3: SkylakeX, 4: Zen");
}

TEST(Kernels, must_be_the_same_on_all_ranks) {
  EXPECT_FALSE(complaint_of_kernels({"Zen"}));
  EXPECT_FALSE(complaint_of_kernels({"SkylakeX", "SkylakeX"}));
  const auto complaint = complaint_of_kernels({"SkylakeX", "SkylakeX", "Zen"});
  ASSERT_TRUE(complaint);
  EXPECT_NE(complaint->problem.find("(0-1: SkylakeX, 2: Zen)"), std::string::npos) << complaint->problem;
  EXPECT_EQ(complaint->remedy, "set OPENBLAS_CORETYPE=Haswell for all ranks");
  EXPECT_EQ(complaint_of_kernels({"Zen", "/opt/lib/libmkl_rt.so"})->remedy, "give all hosts the same BLAS");
}

}  // namespace
}  // namespace neurank::cli
