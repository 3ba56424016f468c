#include "probe/softmax.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"

namespace neurank::probe {
namespace {

TEST(Softmax, the_three_steps_are_the_gradient_of_the_cross_entropy) {
  Random random(1);
  for (const Index labels : {1, 2, 7, 8, 22, 44, 100}) {
    const std::size_t padded = static_cast<std::size_t>(labels + 3);
    std::vector<float> z(padded, 0.0f), bias(padded, no_label_bias);
    std::vector<double> expected(padded, 0.0);
    double sum = 0;
    for (std::size_t i = 0; i + 3 < padded; ++i) {
      z[i] = random.uniform(-40.0f, 40.0f), bias[i] = random.uniform(-3.0f, 3.0f);
      sum += std::exp(static_cast<double>(z[i]) + bias[i]);
    }
    const Index target = labels / 2;
    for (std::size_t i = 0; i + 3 < padded; ++i)
      expected[i] = 0.5 * (std::exp(static_cast<double>(z[i]) + bias[i]) / sum - (static_cast<Index>(i) == target));
    subtract_largest(z, bias.data());
    exponentiate(z);
    finish_gradient(z, labels, target, 0.5f);
    for (std::size_t i = 0; i < padded; ++i) EXPECT_NEAR(z[i], expected[i], 1e-6) << labels << " labels, " << i;
    EXPECT_EQ(z.back(), 0) << "behind the labels there is nothing";
  }
}

TEST(Softmax, exponentials_are_right_to_the_last_bits) {
  for (double x = -60; x < 80; x += 0.0137) {
    std::vector<float> value = {static_cast<float>(x)};
    exponentiate(value);
    EXPECT_NEAR(value[0] / std::exp(static_cast<double>(static_cast<float>(x))), 1, 3e-7) << x;
  }
  std::vector<float> least = {-1e30f};
  exponentiate(least);
  EXPECT_LT(least[0], 1e-30f);
}

}  // namespace
}  // namespace neurank::probe
