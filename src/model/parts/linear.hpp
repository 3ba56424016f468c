#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// Whether a linear map adds a bias.
enum class Bias { none, added };
constexpr Bias bias_if(bool added) { return added ? Bias::added : Bias::none; }

/// The bias [outputs] of a scope; undefined when there is none. Throws Error where the scope has one against the rule.
at::Tensor load_bias(const WeightScope& scope, Index outputs, Bias bias);

/// y = x W^T + b
class Linear {
 public:
  /// Reads weight [outputs, inputs] and bias [outputs] of the scope.
  Linear(const WeightScope& scope, Index inputs, Index outputs, Bias bias = Bias::added);
  /// @param weight [outputs, inputs]  @param bias [outputs], or undefined: none
  Linear(at::Tensor weight, at::Tensor bias);

  /// A map to some of the outputs, which shares the weights.
  Linear outputs(Index first, Index count) const;

  at::Tensor operator()(const at::Tensor& x) const;  ///< [..., inputs] -> [..., outputs]

 private:
  at::Tensor weight_, bias_;
};

}  // namespace neurank::model
