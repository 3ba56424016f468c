#include "model/parts/norms.hpp"

#include <ATen/ops/layer_norm.h>

namespace neurank::model {
namespace {

at::Tensor load_either(const WeightScope& scope, const char* name, const char* older_name, Index width) {
  return scope.load(!scope.contains(name) && scope.contains(older_name) ? older_name : name, {width});
}

at::Tensor load_shift(const WeightScope& scope, Index width, Bias bias) {
  return bias == Bias::added ? load_either(scope, "bias", "beta", width) : load_bias(scope, width, bias);
}

}  // namespace

LayerNorm::LayerNorm(const WeightScope& scope, Index width, double epsilon, Bias bias)
    : weight_(load_either(scope, "weight", "gamma", width)), bias_(load_shift(scope, width, bias)), epsilon_(epsilon) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
  return at::layer_norm(x, weight_.sizes(), weight_, bias_, epsilon_);
}

RmsNorm::RmsNorm(const WeightScope& scope, Index width, double epsilon, Stored stored)
    : weight_(scope.load("weight", {width})), epsilon_(epsilon) {
  if (stored == Stored::scale_minus_one) weight_ = weight_.add(1);
}

at::Tensor RmsNorm::operator()(const at::Tensor& x) const {
  return x.mul(x.square().mean(-1, true).add_(epsilon_).rsqrt_()).mul_(weight_);
}

void RmsNorm::scale_by(double factor) { weight_ = weight_.mul(factor); }

}  // namespace neurank::model
