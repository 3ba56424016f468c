#pragma once

#include <limits>

#include "probe/exact/head_loss.hpp"

namespace neurank::probe {

/// How far steps go.
struct StepLimits {
  double gap = 1e-4;                             ///< relative, at which they end
  double max_passes = 1000;                      ///< of the loss, in all
  std::uint64_t bytes = std::uint64_t{1} << 29;  ///< for the curvature's rows, and half as many for the metric
};

/// Whether a loss, or its gap, still falls by more than float32 rounds.
class Progress {
 public:
  /// @param patience looks without a fall at which it ends, at least 1
  explicit Progress(int patience) : patience_(patience) {}

  /// To be told of each look.
  bool goes_on(double loss, double gap) {
    constexpr double rounding = 1e-6, clearly = 0.01;
    if (!(loss < (1 - rounding) * loss_ || gap < (1 - clearly) * gap_)) return ++waited_ < patience_;
    loss_ = loss, gap_ = gap, waited_ = 0;
    return true;
  }

 private:
  double loss_ = std::numeric_limits<double>::infinity(), gap_ = loss_;
  int patience_, waited_ = 0;
};

/// Proximal Newton steps (Lee, Sun and Saunders 2014): each goes towards the minimum of the loss's second-order model
/// in the weights at work, as far as the loss falls. At work are, of each label, the weights that are not 0 and those
/// that want it most, about as many: where a penalty has become much smaller nearly all want it, and few will have it.
/// Ends at the gap, or where no step leads down. Exact zeros; deterministic. @param point looked at, before and after
void take_newton_steps(HeadLoss& loss, Point& point, const StepLimits& limits);

}  // namespace neurank::probe
