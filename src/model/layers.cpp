#include "model/layers.hpp"

#include <ATen/Functions.h>

#include <cmath>

#include "base/error.hpp"

namespace neurank::model {
namespace {

at::Tensor load_either(const WeightScope& scope, const char* name, const char* older_name, Index width) {
  return scope.load(!scope.contains(name) && scope.contains(older_name) ? older_name : name, {width});
}

}  // namespace

Linear::Linear(const WeightScope& scope, Index inputs, Index outputs)
    : weight_(scope.load("weight", {outputs, inputs})), bias_(scope.load("bias", {outputs})) {}

Linear::Linear(at::Tensor weight, at::Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

at::Tensor Linear::operator()(const at::Tensor& x) const { return at::linear(x, weight_, bias_); }

LayerNorm::LayerNorm(const WeightScope& scope, Index width, double epsilon)
    : weight_(load_either(scope, "weight", "gamma", width)),
      bias_(load_either(scope, "bias", "beta", width)),
      epsilon_(epsilon) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
  return at::layer_norm(x, weight_.sizes(), weight_, bias_, epsilon_);
}

void apply_in_place(Activation activation, at::Tensor& x) {
  switch (activation) {
    case Activation::gelu_erf:
      at::gelu_(x, "none");
      break;
    case Activation::gelu_tanh:
      at::gelu_(x, "tanh");
      break;
    case Activation::relu:
      at::relu_(x);
      break;
  }
}

SelfAttention::SelfAttention(const WeightScope& query, const WeightScope& key, const WeightScope& value, Index width,
                             Index heads)
    : SelfAttention(at::cat({query.load("weight", {width, width}), key.load("weight", {width, width}),
                             value.load("weight", {width, width})}),
                    at::cat({query.load("bias", {width}), key.load("bias", {width}), value.load("bias", {width})}),
                    heads) {}

SelfAttention::SelfAttention(at::Tensor weight, at::Tensor bias, Index heads)
    : heads_(heads), weight_(std::move(weight)), bias_(std::move(bias)) {
  const Index width = weight_.size(1);
  NEURANK_EXPECT(width % heads == 0);
  const double scale = 1.0 / std::sqrt(static_cast<double>(width / heads));
  // Scaling the query's weights once spares scaling every score.
  weight_.narrow(0, 0, width).mul_(scale);
  bias_.narrow(0, 0, width).mul_(scale);
}

at::Tensor SelfAttention::operator()(const at::Tensor& hidden, const at::Tensor& mask) const {
  const Index batch = hidden.size(0), length = hidden.size(1), width = hidden.size(2), head_width = width / heads_;
  const at::Tensor qkv = at::linear(hidden, weight_, bias_)
                             .view({batch, length, 3, heads_, head_width})
                             .permute({2, 0, 3, 1, 4})
                             .contiguous()
                             .view({3, batch * heads_, length, head_width});
  const Index keys = mask.size(3);
  const at::Tensor scores = mask.expand({batch, heads_, length, keys})
                                .clone(at::MemoryFormat::Contiguous)
                                .view({batch * heads_, length, keys});
  scores.narrow(2, 0, length).baddbmm_(qkv[0], qkv[1].transpose(1, 2));
  const at::Tensor context = at::bmm(at::softmax(scores, -1).narrow(2, 0, length), qkv[2]);
  return context.view({batch, heads_, length, head_width}).transpose(1, 2).reshape({batch, length, width});
}

}  // namespace neurank::model
