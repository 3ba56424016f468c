#pragma once

#include "probe/exact/loss_pass.hpp"
#include "probe/probe_settings.hpp"

namespace neurank::probe {

/// A head at work, with what is known of its loss there.
struct Point {
  Matrix weights;  ///< [L, n]
  Vector bias;     ///< [L]
  LossAt at = {};  ///< gradient [L, n]
  Certificate certificate = {};

  double gap() const { return certificate.relative_gap(); }
};

/// Of less loss, or with a smaller gap of its weights where losses are alike: biases can follow.
bool is_better(const Point& one, const Point& other);

/// Whether losses differ by no more than float32 rounds.
bool is_alike(const Point& one, const Point& other);

/// The loss of heads that read the same neurons, at one point after another.
class HeadLoss {
 public:
  /// @param variance [n] of the neurons  @param passes outlives this object
  HeadLoss(LossPasses& passes, Targets targets, const Penalty& penalty, NeuronPrefix neurons, Vector variance,
           std::size_t most_unsure);

  /// Fills what is known of a point, in one pass.
  void look(Point& point);

  /// The same for a point at which a head on more neurons was looked at, those missing here without weight.
  /// @param unsure words there
  void take(Point& point, UnsureWords unsure);

  /// What a point's weights have in its relative gap, at least 0: the rest is of biases that are not at their best.
  static double gap_of_weights(const Point& point);

  /// Newton's step in the biases alone.
  static Vector bias_step(const Point& point);

  /// Slope of the loss, ridge included.
  Head slope(const Point& point) const;

  /// Takes what all labels have in common, which no softmax tells, to where the penalty is least.
  void settle(Head& head) const;

  /// Where on a way the loss's slope would be 0 if it grew evenly, as a part of it: 0.02 to 0.5. @param begin, end both
  /// looked at
  float part_of_way(const Head& way, const Point& begin, const Point& end) const;

  LossPasses& passes() const { return passes_; }
  const Penalty& penalty() const { return penalty_; }
  const NeuronPrefix& neurons() const { return neurons_; }
  const Vector& variance() const { return variance_; }
  const UnsureWords& unsure() const { return unsure_; }  ///< of the latest point

 private:
  double slope_along(const Head& way, const Point& at, double sign) const;

  LossPasses& passes_;
  Targets targets_;
  Penalty penalty_;
  NeuronPrefix neurons_;
  Vector variance_;
  std::size_t most_unsure_;
  UnsureWords unsure_;
};

}  // namespace neurank::probe
