#pragma once

#include <functional>

#include "probe/exact/label_metric.hpp"
#include "probe/exact/loss_curvature.hpp"

namespace neurank::probe {

/// A head's loss near a point, to second order: slope * d + d^T curvature d / 2 + sum l1 |here + d|.
struct LossModel {
  const LossCurvature& curvature;
  const LabelMetric& metric;  ///< near the curvature, for short ways to the minimum
  Vector here;                ///< numbers at work
  Vector slope;               ///< of the loss, ridge included
  Vector l1;                  ///< of each number
};

/// How nearly a model's minimum is found.
struct MinimumLimits {
  double part = 0.1;              ///< of the first proximal step's slope, at which it is near
  int most = 60;                  ///< products with the curvature
  std::function<bool()> goes_on;  ///< asked before each; a minimum may be left at any time
};

/// Numbers at work near the model's minimum, where the model is less than `here`: by a few accelerated proximal steps
/// (Beck and Teboulle 2009), which find the weights that are 0, then conjugate gradients on the others, and so on.
/// Exact zeros; deterministic. By all members. @param scale of the metric at which steps lead down; kept from one model
/// to the next
Vector minimize(const LossModel& model, const MinimumLimits& limits, float& scale);

}  // namespace neurank::probe
