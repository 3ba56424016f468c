#include "base/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace neurank {
namespace {

TEST(Random, engine_is_the_standard_one) {
  std::mt19937_64 engine(5489u);
  engine.discard(9999);
  EXPECT_EQ(engine(), 9981545732273789042u);  // [rand.predef] of the C++ standard
}

TEST(Random, below_is_uniform) {
  Random random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (int count : counts) EXPECT_NEAR(count, 10000, 500);  // 5 standard deviations are 463
}

TEST(Random, derived_seeds_differ_by_seed_and_purpose) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const char* purpose : {"shuffle", "start", "control"}) seeds.insert(derive_seed(seed, purpose));
  EXPECT_EQ(seeds.size(), 300u);
}

TEST(Random, sample_is_sorted_and_without_repetition) {
  Random random(3);
  const auto sample = sample_without_replacement(100, 40, random);
  EXPECT_EQ(sample.size(), 40u);
  EXPECT_TRUE(std::is_sorted(sample.begin(), sample.end()));
  EXPECT_EQ(std::set<Index>(sample.begin(), sample.end()).size(), 40u);
}

}  // namespace
}  // namespace neurank
