#include "model/parts/feed_forward.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>

#include "base/error.hpp"
#include "base/matrix.hpp"

namespace neurank::model {
namespace {

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
    case Activation::silu:
      at::silu_(x);
      break;
  }
}

at::Tensor FeedForward::operator()(const at::Tensor& x, LayerSink& sink) const {
  at::Tensor inner = inner_(x);
  apply_in_place(activation_, inner);
  sink.mlp(inner);
  return output_(inner);
}

at::Tensor GatedFeedForward::operator()(const at::Tensor& x, LayerSink& sink) const {
  at::Tensor inner = gate_(x);
  apply_in_place(activation_, inner);
  inner.mul_(inner_(x));
  sink.mlp(inner);
  return output_(inner);
}

}  // namespace neurank::model
