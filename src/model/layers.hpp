#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "base/matrix.hpp"
#include "checkpoint/model_config.hpp"
#include "model/weight_scope.hpp"

namespace neurank::model {

/// y = x W^T + b
class Linear {
 public:
  /// Reads weight [outputs, inputs] and bias [outputs] of the scope.
  Linear(const WeightScope& scope, Index inputs, Index outputs);
  /// @param weight [outputs, inputs]  @param bias [outputs]
  Linear(at::Tensor weight, at::Tensor bias);
  at::Tensor operator()(const at::Tensor& x) const;  ///< [..., inputs] -> [..., outputs]

 private:
  at::Tensor weight_, bias_;
};

/// (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension, with the biased variance.
class LayerNorm {
 public:
  /// Reads weight and bias [width] of the scope, or gamma and beta, as older published files call them.
  LayerNorm(const WeightScope& scope, Index width, double epsilon);
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  at::Tensor weight_, bias_;
  double epsilon_;
};

enum class Activation {
  gelu_erf,   ///< x/2 (1 + erf(x / sqrt 2)); config name "gelu"
  gelu_tanh,  ///< x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); config name "gelu_new"
  relu,       ///< config name "relu"
};

inline constexpr std::array<const char*, 3> activation_names = {"gelu_erf", "gelu_tanh", "relu"};
inline const char* activation_name(Activation activation) {
  return activation_names[static_cast<std::size_t>(activation)];
}

/// Reads an activation function by its published name. Throws Error for one that is not among the above.
/// @param fallback the name meant when the config says nothing
Activation read_activation(const checkpoint::ModelConfig& config, const std::string& key,
                           const std::string& fallback = "gelu");

/// Overwrites x with its activation.
void apply_in_place(Activation activation, at::Tensor& x);

/// Multi-head self-attention without the projection that follows it: softmax(q k^T / sqrt(d)) v, where head n of width
/// d uses columns [n d, (n + 1) d) of q, k and v.
class SelfAttention {
 public:
  /// @param query, key, value scopes of the three projections, each with weight [width, width] and bias [width]
  /// @pre heads divides width
  SelfAttention(const WeightScope& query, const WeightScope& key, const WeightScope& value, Index width, Index heads);

  /// @param weight [3 width, width], bias [3 width] of query, key and value, one after another
  SelfAttention(at::Tensor weight, at::Tensor bias, Index heads);

  /// @param hidden [B, P, width]
  /// @param mask [B or 1, 1, P or 1, K], K >= P, added to the scores: 0, or -inf for a key that the query does not see;
  /// -inf beyond P. Every query sees a key.
  /// @return context [B, P, width]
  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& mask) const;

 private:
  Index heads_;
  at::Tensor weight_, bias_;  ///< q, k and v stacked: one product instead of three
};

}  // namespace neurank::model
