#include "model/parts/linear.hpp"

#include <ATen/ops/linear.h>

namespace neurank::model {

at::Tensor load_bias(const WeightScope& scope, Index outputs, Bias bias) {
  if (bias == Bias::added) return scope.load("bias", {outputs});
  scope.expect_absent("bias");
  return {};
}

Linear::Linear(const WeightScope& scope, Index inputs, Index outputs, Bias bias)
    : weight_(scope.load("weight", {outputs, inputs})), bias_(load_bias(scope, outputs, bias)) {}

Linear::Linear(at::Tensor weight, at::Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

Linear Linear::outputs(Index first, Index count) const {
  return {weight_.narrow(0, first, count), bias_.defined() ? bias_.narrow(0, first, count) : bias_};
}

at::Tensor Linear::operator()(const at::Tensor& x) const { return at::linear(x, weight_, bias_); }

}  // namespace neurank::model
