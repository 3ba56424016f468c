#include "base/half.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <vector>

namespace neurank {
namespace {

/// The value of a half by its definition (IEEE 754, binary16): sign, 5 bits of exponent, 10 of fraction.
float value_of(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  if (exponent == 31) return fraction != 0 ? std::nanf("") : bits >> 15 ? -INFINITY : INFINITY;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                   : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  return bits >> 15 ? -size : size;
}

std::vector<Half> all_halves() {
  std::vector<Half> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = std::bit_cast<Half>(static_cast<std::uint16_t>(i));
  return all;
}

TEST(Half, every_half_becomes_its_float_and_comes_back) {
  const std::vector<Half> halves = all_halves();
  std::vector<float> floats(halves.size());
  to_float(halves.data(), static_cast<Index>(halves.size()), floats.data());
  std::vector<Half> back(halves.size());
  to_half(floats.data(), static_cast<Index>(floats.size()), back.data());
  for (std::size_t i = 0; i < halves.size(); ++i) {
    const float expected = value_of(static_cast<std::uint16_t>(i));
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(floats[i]) && std::isnan(static_cast<float>(back[i]))) << i;
      continue;
    }
    EXPECT_EQ(floats[i], expected) << i;
    EXPECT_EQ(std::bit_cast<std::uint16_t>(back[i]), i);
  }
}

TEST(Half, rounds_to_the_nearest_and_ties_to_even_in_vectors_and_in_the_rest) {
  // Between 1 and 1 + 2^-10; the next tie; above the largest half by half a step; half of the smallest.
  const float values[] = {1 + 0x1p-11f, 1 + 0x3p-11f, 65520, 65519, 0x1p-25f, 0x1.8p-24f};
  const std::uint16_t expected[] = {0x3C00, 0x3C02, 0x7C00, 0x7BFF, 0x0000, 0x0002};
  for (std::size_t k = 0; k < std::size(values); ++k) {
    const std::vector<float> floats(11, values[k]);  // one vector of eight, three alone
    std::vector<Half> halves(floats.size());
    to_half(floats.data(), 11, halves.data());
    for (const Half half : halves) EXPECT_EQ(std::bit_cast<std::uint16_t>(half), expected[k]) << values[k];
  }
}

TEST(Half, writes_nothing_past_the_end) {
  const std::vector<float> floats(13, 1.0f);
  for (Index count = 0; count <= 12; ++count) {
    std::vector<Half> halves(13, Half(7));
    to_half(floats.data(), count, halves.data());
    EXPECT_EQ(static_cast<float>(halves[static_cast<std::size_t>(count)]), 7.0f);
  }
}

}  // namespace
}  // namespace neurank
