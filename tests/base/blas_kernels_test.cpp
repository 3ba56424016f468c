#include "base/blas_kernels.hpp"

#include <gtest/gtest.h>

namespace neurank {
namespace {

using Flags = std::set<std::string>;

const Flags prescott = {"fpu", "sse2", "pni"};
const Flags zen4_without_avx512 = {"sse2", "avx", "avx2", "fma"};
const Flags avx2_without_fma = {"sse2", "avx", "avx2"};
const Flags emerald_rapids = {"sse2",     "avx",      "avx2",     "fma",      "avx512f",
                              "avx512bw", "avx512dq", "avx512vl", "amx_tile", "amx_bf16"};
const Flags knights_landing = {"sse2", "avx", "avx2", "fma", "avx512f", "avx512cd", "avx512er"};
const Flags arm = {"fp", "asimd", "sve"};

using Names = std::vector<std::string>;

TEST(BlasKernels, better_are_those_whose_instructions_the_processor_has_and_those_taken_do_not_use) {
  struct Case {
    std::string taken;
    Flags flags;
    Names better;
  };
  const std::vector<Case> cases = {
      {"Prescott", emerald_rapids, {"SkylakeX", "Haswell", "Sandybridge"}},
      {"Prescott", zen4_without_avx512, {"Haswell", "Sandybridge"}},
      {"Nehalem", avx2_without_fma, {"Sandybridge"}},
      {"Prescott", knights_landing, {"Haswell", "Sandybridge"}},  // SkylakeX needs what this one has not
      {"Zen", emerald_rapids, {"SkylakeX"}},
      {"Sandybridge", zen4_without_avx512, {"Haswell"}},
      {"SkylakeX", emerald_rapids, {}},
      {"SapphireRapids", emerald_rapids, {}},
      {"Zen", zen4_without_avx512, {}},
      {"Prescott", prescott, {}},
      {"armv8", arm, {}},
      {"neoversev1", emerald_rapids, {}},  // a name that we do not know
      {"", emerald_rapids, {}},
      {"Prescott", {}, {}},
  };
  for (const Case& c : cases) EXPECT_EQ(better_kernels(c.taken, c.flags), c.better) << c.taken;
}

TEST(BlasKernels, common_ones_are_the_oldest_generations) {
  EXPECT_EQ(common_kernels(Names{"SkylakeX", "Haswell"}), "Haswell");
  EXPECT_EQ(common_kernels(Names{"Zen", "SkylakeX", "Zen"}), "Haswell");
  EXPECT_EQ(common_kernels(Names{"SkylakeX", "Prescott"}), "Prescott");
  EXPECT_EQ(common_kernels(Names{"Cooperlake", "SapphireRapids"}), "SkylakeX");
  EXPECT_EQ(common_kernels(Names{"Zen", "neoversev1"}), "");
}

}  // namespace
}  // namespace neurank
