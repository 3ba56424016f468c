#include "probe/exact/accelerated_steps.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"

namespace neurank::probe {

void AcceleratedSteps::take(const LabelMetric& metric, float& scale) {
  const double grown = (1 + std::sqrt(1 + 4 * momentum_ * momentum_)) / 2;
  const auto beyond = static_cast<float>((momentum_ - 1) / grown);
  momentum_ = grown;
  Head end = next(metric, scale);
  Point trial = {end.weights + beyond * (end.weights - latest_.weights), end.bias + beyond * (end.bias - latest_.bias)};
  latest_ = std::move(end);
  loss_.look(trial);
  constexpr double much = 1e-3;
  if (!(trial.certificate.primal <= (1 + much) * best_.certificate.primal) && !goes_part_way(trial)) {
    scale *= 2;
    return go_back();
  }
  const auto bend = static_cast<float>(seen_bend(metric, trial));
  if (bend > scale) scale = 1.05f * bend;
  if (bend < 0.5f * scale) scale = std::max(least_scale, 0.9f * scale);
  if (is_better(current_, trial)) momentum_ = 1;
  current_ = std::move(trial);
  has_left_best_ = !is_better(current_, best_);
  if (!has_left_best_) best_ = current_;
}

/// Where the model is least.
Head AcceleratedSteps::next(const LabelMetric& metric, float scale) const {
  const AtWork& at_work = metric.at_work();
  Head head = {current_.weights, current_.bias};
  const auto l1 = at_work.of_weights(static_cast<float>(loss_.penalty().l1));
  at_work.set(metric.step(at_work.numbers(head), at_work.numbers(loss_.slope(current_)), l1, scale), head);
  loss_.settle(head);
  return head;
}

/// How much more the loss bends on the way to a point than the metric says.
double AcceleratedSteps::seen_bend(const LabelMetric& metric, const Point& trial) const {
  const Head way = {trial.weights - current_.weights, trial.bias - current_.bias};
  const double bent = ((trial.at.gradient - current_.at.gradient).array() * way.weights.cast<double>().array()).sum() +
                      2 * loss_.penalty().l2 * to_double(way.weights.squaredNorm()) +
                      (trial.at.bias - current_.at.bias).dot(way.bias.cast<double>());
  const double length = metric.squares(metric.at_work().numbers(way));
  return length > 0 ? bent / length : 0;
}

/// Less far on a way that was too long.
bool AcceleratedSteps::goes_part_way(Point& trial) {
  momentum_ = 1;
  constexpr int tries = 3;
  for (int i = 0; i < tries; ++i) {
    const Head way = {trial.weights - current_.weights, trial.bias - current_.bias};
    const float part = loss_.part_of_way(way, current_, trial);
    trial = {current_.weights + part * way.weights, current_.bias + part * way.bias};
    loss_.look(trial);
    if (!is_better(trial, current_)) continue;
    latest_ = {trial.weights, trial.bias};
    return true;
  }
  return false;
}

void AcceleratedSteps::go_back() {
  current_ = best_;
  latest_ = {current_.weights, current_.bias};
  momentum_ = 1;
  has_left_best_ = true;
}

}  // namespace neurank::probe
