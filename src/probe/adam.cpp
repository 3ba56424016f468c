#include "probe/adam.hpp"

#include <cmath>

#include "probe/soft_threshold.hpp"

namespace neurank::probe {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/// Takes the step of each weight: its moments follow the gradient, then it moves.
/// @param slope (i) is the gradient of the loss in weight i  @param move (i, denominator) is the weight's new value
template <class Slope, class Move>
void take_steps(const Stepped& stepped, const AdamStep& step, const Slope& slope, const Move& move) {
  float *const w = stepped.weights, *const m = stepped.first_moments, *const v = stepped.second_moments;
  constexpr auto b1 = static_cast<float>(beta1), b2 = static_cast<float>(beta2), eps = static_cast<float>(epsilon);
  constexpr auto one_minus_b1 = static_cast<float>(1 - beta1), one_minus_b2 = static_cast<float>(1 - beta2);
  const float correction = step.inverse_root_correction;
#pragma omp simd
  for (Index i = 0; i < stepped.n; ++i) {
    const float gradient = slope(i);
    m[i] = b1 * m[i] + one_minus_b1 * gradient;
    v[i] = b2 * v[i] + one_minus_b2 * gradient * gradient;
    w[i] = move(i, std::sqrt(v[i]) * correction + eps);
  }
}

}  // namespace

AdamStep::AdamStep(double learning_rate, Index step)
    : rate(static_cast<float>(learning_rate)),
      step_size(static_cast<float>(learning_rate / (1 - std::pow(beta1, step)))),
      inverse_root_correction(static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step)))) {}

void adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step) {
  const float *const w = stepped.weights, *const m = stepped.first_moments, *const g = stepped.gradient;
  const float step_size = step.step_size;
  const auto slope = [=](Index i) {
    const float sign = w[i] > 0 ? l1 : (w[i] < 0 ? -l1 : 0.0f);
    return g[i] + sign + ridge * w[i];
  };
  take_steps(stepped, step, slope, [=](Index i, float denominator) { return w[i] - step_size * m[i] / denominator; });
}

void proximal_adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step) {
  const float *const w = stepped.weights, *const m = stepped.first_moments, *const g = stepped.gradient;
  const float step_size = step.step_size, shrink = step.rate * l1;
  const auto move = [=](Index i, float denominator) {
    const float scale = 1 / denominator;
    return soft_threshold(w[i] - step_size * m[i] * scale, shrink * scale);
  };
  take_steps(
      stepped, step, [=](Index i) { return g[i] + ridge * w[i]; }, move);
}

}  // namespace neurank::probe
