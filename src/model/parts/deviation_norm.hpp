#pragma once

#include <ATen/core/Tensor.h>

#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// AllenNLP's layer norm: (x - mean) / (deviation + 1e-6) * gamma + beta over the last dimension, with the square root
/// of the biased variance. (The usual LayerNorm adds its epsilon to the variance.)
class DeviationNorm {
 public:
  /// Reads gamma and beta [width] of the scope.
  DeviationNorm(const WeightScope& scope, Index width)
      : gamma_(scope.load("gamma", {width})), beta_(scope.load("beta", {width})) {}

  at::Tensor operator()(const at::Tensor& x) const {
    const at::Tensor centred = x.sub(x.mean(-1, true));
    const at::Tensor deviation = centred.square().mean(-1, true).sqrt_();
    return centred.div_(deviation.add_(1e-6)).mul_(gamma_).add_(beta_);
  }

 private:
  at::Tensor gamma_, beta_;
};

}  // namespace neurank::model
