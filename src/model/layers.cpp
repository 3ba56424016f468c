#include "model/layers.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/matrix.hpp"

namespace neurank::model {
namespace {

at::Tensor load_either(const WeightScope& scope, const char* name, const char* older_name, Index width) {
  return scope.load(!scope.contains(name) && scope.contains(older_name) ? older_name : name, {width});
}

/// On the CPU in one pass, because LibTorch's own takes ten times as long: nearly all of it for tanh, of which Eigen's
/// approximation is good to 1e-6 here.
void gelu_tanh_in_place(at::Tensor& x) {
  if (!x.is_cpu()) {
    at::gelu_(x, "tanh");
    return;
  }
  NEURANK_EXPECT(x.is_contiguous());
  constexpr float a = 0.7978845608f, b = a * 0.044715f;  // a = sqrt(2 / pi)
  constexpr Index numbers_a_thread = 1 << 15;
  float* const values = x.data_ptr<float>();
  at::parallel_for(0, x.numel(), numbers_a_thread, [&](Index begin, Index end) {
    Eigen::Map<Eigen::ArrayXf> y(values + begin, end - begin);
    y = 0.5f * y * (1.0f + (y * (a + b * y.square())).tanh());
  });
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

at::Tensor FeedForward::operator()(const at::Tensor& x) const {
  at::Tensor inner = inner_(x);
  apply_in_place(activation_, inner);
  return output_(inner);
}

void apply_in_place(Activation activation, at::Tensor& x) {
  switch (activation) {
    case Activation::gelu_erf:
      at::gelu_(x, "none");
      break;
    case Activation::gelu_tanh:
      gelu_tanh_in_place(x);
      break;
    case Activation::relu:
      at::relu_(x);
      break;
  }
}

SelfAttention::SelfAttention(const WeightScope& query, const WeightScope& key, const WeightScope& value, Index width,
                             Index heads)
    : SelfAttention{at::cat({query.load("weight", {width, width}), key.load("weight", {width, width}),
                             value.load("weight", {width, width})}),
                    at::cat({query.load("bias", {width}), key.load("bias", {width}), value.load("bias", {width})}),
                    heads} {}  // braces: the weights are missed before the biases

SelfAttention::SelfAttention(at::Tensor weight, at::Tensor bias, Index heads)
    : heads_(heads), weight_(std::move(weight)), bias_(std::move(bias)) {
  const Index width = weight_.size(1);
  NEURANK_EXPECT(width % heads == 0);
  const double scale = 1.0 / std::sqrt(to_double(width / heads));
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
