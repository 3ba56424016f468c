#pragma once

#include "probe/exact/head_loss.hpp"
#include "probe/exact/label_metric.hpp"

namespace neurank::probe {

/// Accelerated proximal steps (Beck and Teboulle 2009), each to the minimum of the loss's model in a metric, longer or
/// shorter as the loss is seen to bend; begun anew where the loss grows (O'Donoghue and Candes 2015).
class AcceleratedSteps {
 public:
  /// @param point looked at  @param loss outlives this object
  AcceleratedSteps(HeadLoss& loss, const Point& point)
      : loss_(loss), best_(point), current_(point), latest_{point.weights, point.bias} {}

  /// One step, with one look at the loss or some. @param scale of the metric at which steps lead down, kept up to date
  void take(const LabelMetric& metric, float& scale);

  /// Of all points looked at.
  const Point& best() const { return best_; }

  /// Whether the latest look was at another point.
  bool has_left_best() const { return has_left_best_; }

 private:
  Head next(const LabelMetric& metric, float scale) const;
  double seen_bend(const LabelMetric& metric, const Point& trial) const;
  bool goes_part_way(Point& trial);
  void go_back();

  HeadLoss& loss_;
  Point best_, current_;
  Head latest_;  ///< step's end, before the momentum
  double momentum_ = 1;
  bool has_left_best_ = false;
};

}  // namespace neurank::probe
