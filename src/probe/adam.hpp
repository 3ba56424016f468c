#pragma once

#include "base/index.hpp"

namespace neurank::probe {

/// Numbers of one step of Adam (Kingma & Ba 2015; beta 0.9 and 0.999, epsilon 1e-8) that are the same for all weights.
struct AdamStep {
  float rate, step_size, inverse_root_correction;

  /// @param step from 1
  AdamStep(double learning_rate, Index step);
};

/// Weights, their moments and the gradient of their loss, each [n].
struct Stepped {
  float *weights, *first_moments, *second_moments;
  const float* gradient;
  Index n;
};

/// Adam on the gradient g + l1 * sign(w) + ridge * w; weights and moments change in place.
void adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step);

/// Adam on the gradient g + ridge * w, then the proximal step of l1 in Adam's own measure of each weight: one that
/// would cross zero becomes zero (docs/method.md 3.2).
void proximal_adam(const Stepped& stepped, float l1, float ridge, const AdamStep& step);

}  // namespace neurank::probe
