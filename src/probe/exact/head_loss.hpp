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

  /// A point's relative gap without what its biases are charged.
  static double gap_without_bias(const Point& point);

  /// Newton's step in the biases alone.
  static Vector bias_step(const Point& point);

  LossPasses& passes() const { return passes_; }
  const Penalty& penalty() const { return penalty_; }
  const NeuronPrefix& neurons() const { return neurons_; }
  const Vector& variance() const { return variance_; }
  const UnsureWords& unsure() const { return unsure_; }  ///< of the latest point

 private:
  LossPasses& passes_;
  Targets targets_;
  Penalty penalty_;
  NeuronPrefix neurons_;
  Vector variance_;
  std::size_t most_unsure_;
  UnsureWords unsure_;
};

}  // namespace neurank::probe
