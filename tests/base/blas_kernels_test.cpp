#include "base/blas_kernels.hpp"

#include <gtest/gtest.h>

namespace neurank {
namespace {

using Flags = std::set<std::string>;

const Flags prescott = {"fpu", "sse2", "pni"};
const Flags sandybridge = {"sse2", "avx"};
const Flags zen4_without_avx512 = {"sse2", "avx", "avx2", "fma"};
const Flags avx2_without_fma = {"sse2", "avx", "avx2"};
const Flags emerald_rapids = {"sse2",     "avx",      "avx2",     "fma",      "avx512f",
                              "avx512bw", "avx512dq", "avx512vl", "amx_tile", "amx_bf16"};
const Flags knights_landing = {"sse2", "avx", "avx2", "fma", "avx512f", "avx512cd", "avx512er"};
const Flags arm = {"fp", "asimd", "sve"};

TEST(BlasKernels, the_best_are_those_whose_instructions_the_processor_has) {
  EXPECT_EQ(best_kernels(prescott), "Prescott");
  EXPECT_EQ(best_kernels(sandybridge), "Sandybridge");
  EXPECT_EQ(best_kernels(zen4_without_avx512), "Haswell");
  EXPECT_EQ(best_kernels(avx2_without_fma), "Sandybridge");
  EXPECT_EQ(best_kernels(emerald_rapids), "SkylakeX");
  EXPECT_EQ(best_kernels(knights_landing), "Haswell") << "SkylakeX needs what this one has not";
  EXPECT_EQ(best_kernels(arm), "");
  EXPECT_EQ(best_kernels({}), "");
}

TEST(BlasKernels, advice_is_given_where_a_newer_generation_would_run) {
  const std::string advice = old_kernels_advice("Prescott", emerald_rapids);
  EXPECT_EQ(
      advice,
      "OpenBLAS does not know this processor and took its Prescott kernels, though there is avx512f (matrix products "
      "take several times as long); set OPENBLAS_CORETYPE=SkylakeX for all ranks");
  EXPECT_NE(old_kernels_advice("Nehalem", zen4_without_avx512).find("OPENBLAS_CORETYPE=Haswell"), std::string::npos);
  EXPECT_NE(old_kernels_advice("Zen", emerald_rapids).find("OPENBLAS_CORETYPE=SkylakeX"), std::string::npos);
}

TEST(BlasKernels, no_advice_where_the_kernels_are_as_good_or_not_known) {
  EXPECT_EQ(old_kernels_advice("SkylakeX", emerald_rapids), "");
  EXPECT_EQ(old_kernels_advice("SapphireRapids", emerald_rapids), "");
  EXPECT_EQ(old_kernels_advice("Zen", zen4_without_avx512), "");
  EXPECT_EQ(old_kernels_advice("Prescott", prescott), "");
  EXPECT_EQ(old_kernels_advice("armv8", arm), "");
  EXPECT_EQ(old_kernels_advice("neoversev1", emerald_rapids), "") << "a name that we do not know";
  EXPECT_EQ(old_kernels_advice("", emerald_rapids), "");
}

}  // namespace
}  // namespace neurank
