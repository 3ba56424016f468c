#include "probe/adam.hpp"

#include <cmath>

namespace neurank::probe {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

}  // namespace

AdamStep::AdamStep(double learning_rate, Index step)
    : rate(static_cast<float>(learning_rate)),
      step_size(static_cast<float>(learning_rate / (1 - std::pow(beta1, step)))),
      inverse_root_correction(static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step)))) {}

void adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step) {
  float *const w = stepped.weights, *const m = stepped.first_moments, *const v = stepped.second_moments;
  const float* const g = stepped.gradient;
  const Index n = stepped.n;
  constexpr auto b1 = static_cast<float>(beta1), b2 = static_cast<float>(beta2), eps = static_cast<float>(epsilon);
  constexpr auto one_minus_b1 = static_cast<float>(1 - beta1), one_minus_b2 = static_cast<float>(1 - beta2);
  const float step_size = step.step_size, correction = step.inverse_root_correction;
#pragma omp simd
  for (Index i = 0; i < n; ++i) {
    const float sign = w[i] > 0 ? l1 : (w[i] < 0 ? -l1 : 0.0f);
    const float gradient = g[i] + sign + ridge * w[i];
    m[i] = b1 * m[i] + one_minus_b1 * gradient;
    v[i] = b2 * v[i] + one_minus_b2 * gradient * gradient;
    w[i] -= step_size * m[i] / (std::sqrt(v[i]) * correction + eps);
  }
}

void proximal_adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step) {
  float *const w = stepped.weights, *const m = stepped.first_moments, *const v = stepped.second_moments;
  const float* const g = stepped.gradient;
  const Index n = stepped.n;
  constexpr auto b1 = static_cast<float>(beta1), b2 = static_cast<float>(beta2), eps = static_cast<float>(epsilon);
  constexpr auto one_minus_b1 = static_cast<float>(1 - beta1), one_minus_b2 = static_cast<float>(1 - beta2);
  const float step_size = step.step_size, correction = step.inverse_root_correction, shrink = step.rate * l1;
#pragma omp simd
  for (Index i = 0; i < n; ++i) {
    const float gradient = g[i] + ridge * w[i];
    m[i] = b1 * m[i] + one_minus_b1 * gradient;
    v[i] = b2 * v[i] + one_minus_b2 * gradient * gradient;
    const float scale = 1 / (std::sqrt(v[i]) * correction + eps);
    const float moved = w[i] - step_size * m[i] * scale, most = shrink * scale;
    w[i] = moved > most ? moved - most : moved < -most ? moved + most : 0.0f;
  }
}

}  // namespace neurank::probe
