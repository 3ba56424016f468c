#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "model/parts/linear.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension, with the biased variance.
class LayerNorm {
 public:
  /// Reads weight and bias [width] of the scope, or gamma and beta, as older published files call them.
  LayerNorm(const WeightScope& scope, Index width, double epsilon, Bias bias = Bias::added);
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  at::Tensor weight_, bias_;
  double epsilon_;
};

/// x / sqrt(mean of x^2 + epsilon) * weight over the last dimension (Zhang and Sennrich 2019).
class RmsNorm {
 public:
  /// What the stored weights are.
  enum class Stored { scale, scale_minus_one };

  /// Reads weight [width] of the scope.
  RmsNorm(const WeightScope& scope, Index width, double epsilon, Stored stored = Stored::scale);
  at::Tensor operator()(const at::Tensor& x) const;  ///< a tensor of the caller's own

  /// Multiplies what it gives by a number.
  void scale_by(double factor);

 private:
  at::Tensor weight_;
  double epsilon_;
};

}  // namespace neurank::model
