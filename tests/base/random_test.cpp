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

TEST(Random, normal_numbers_are_independent_and_standard) {
  std::vector<float> numbers(100001);
  Random random(4);
  fill_normal(numbers, random);
  double sum = 0, squares = 0, fourth = 0, neighbours = 0, beyond = 0;
  const double count = to_double(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double z = to_double(numbers[i]);
    sum += z / count, squares += z * z / count, fourth += z * z * z * z / count;
    if (i > 0) neighbours += z * to_double(numbers[i - 1]) / count;
    beyond += (z > 1.959964 ? 1 : 0) / count;
  }
  // Five standard deviations each: sqrt(1, 2, 96, 1, 0.024 / count).
  EXPECT_NEAR(sum, 0, 0.016);
  EXPECT_NEAR(squares, 1, 0.023);
  EXPECT_NEAR(fourth, 3, 0.16);
  EXPECT_NEAR(neighbours, 0, 0.016);
  EXPECT_NEAR(beyond, 0.025, 0.0025);
}

}  // namespace
}  // namespace neurank
