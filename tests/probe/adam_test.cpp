#include "probe/adam.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace neurank::probe {
namespace {

/// Minimises (w - 1)^2 / 2 + l1 |w| + ridge w^2 / 2 with decaying steps.
float minimum(float l1, float ridge, float from) {
  std::vector<float> w = {from}, m = {0}, v = {0}, g = {0};
  constexpr int steps = 4000;
  for (int step = 1; step <= steps; ++step) {
    g[0] = w[0] - 1;
    const double rate = 0.02 * (1 - (step - 1) / static_cast<double>(steps));
    proximal_adam({w.data(), m.data(), v.data(), g.data(), 1}, l1, ridge, AdamStep(rate, step));
  }
  return w[0];
}

TEST(ProximalAdam, finds_the_minimum_of_an_elastic_net) {
  for (const float from : {-2.0f, 0.5f, 3.0f}) {
    EXPECT_NEAR(minimum(0, 0, from), 1, 1e-3);
    EXPECT_NEAR(minimum(0.25f, 0, from), 0.75, 1e-2) << "l1 takes its size away";
    EXPECT_NEAR(minimum(0.25f, 0.5f, from), 0.5, 1e-2);
    EXPECT_EQ(minimum(1.5f, 0, from), 0) << "and leaves exactly nothing of a weight whose gradient is smaller";
  }
}

TEST(ProximalAdam, without_l1_is_adam) {
  std::vector<float> w = {0.3f, -2}, m = {0, 0}, v = {0, 0}, g = {0.1f, 5}, w2 = w, m2 = m, v2 = v;
  for (int step = 1; step < 20; ++step) {
    proximal_adam({w.data(), m.data(), v.data(), g.data(), 2}, 0, 0.1f, AdamStep(0.01, step));
    adam({w2.data(), m2.data(), v2.data(), g.data(), 2}, 0, 0.1f, AdamStep(0.01, step));
  }
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(w[i], w2[i], 1e-6);
}

}  // namespace
}  // namespace neurank::probe
