#include "analysis/description_length.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace neurank::analysis {
namespace {

TEST(PartEnds, are_those_of_the_paper) {
  EXPECT_EQ(part_ends(1000), (std::vector<Index>{1, 2, 4, 8, 16, 32, 63, 125, 250, 500, 1000}));
  EXPECT_EQ(part_ends(8), (std::vector<Index>{1, 2, 4, 8})) << "each once";
  EXPECT_EQ(part_ends(1), (std::vector<Index>{1}));
}

TEST(MixtureBits, by_hand) {
  EXPECT_DOUBLE_EQ(uniform_bits(10, 8), 30);
  const std::vector<double> certain = {1, 1}, wrong = {0.25, 1e-30};
  EXPECT_DOUBLE_EQ(mixture_bits(certain, 1, 8), 6) << "the uniform code knows nothing of the head";
  EXPECT_NEAR(mixture_bits(certain, 0.5, 8), -2 * std::log2(0.5 + 0.0625), 1e-12);
  EXPECT_NEAR(mixture_bits(wrong, 0.5, 8), -std::log2(0.125 + 0.0625) - std::log2(0.0625), 1e-12);
  EXPECT_EQ(mixture_bits({}, 0.5, 8), 0);
}

TEST(BestMixture, trusts_heads_as_far_as_held_out_words_do) {
  EXPECT_EQ(best_mixture({}, 4), 1);
  EXPECT_EQ(best_mixture(std::vector<double>(100, 0.999), 4), 0.001);
  std::vector<double> chance(100, 1e-9);
  std::fill(chance.begin(), chance.begin() + 25, 0.999);
  EXPECT_EQ(best_mixture(chance, 4), 1) << "right in one of four words and sure of it in all";
  std::vector<double> mostly(100, 0.98);
  mostly[0] = 1e-9;
  const double share = best_mixture(mostly, 4);
  EXPECT_GT(share, 0.001);
  EXPECT_LT(share, 0.2);
}

}  // namespace
}  // namespace neurank::analysis
