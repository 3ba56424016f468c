#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "model/activation.hpp"
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

/// Overwrites x with its activation.
void apply_in_place(Activation activation, at::Tensor& x);

/// The feed-forward part of a block, which reads each position alone: W_2 act(W_1 x). Construct it with braces: they
/// evaluate the arguments from left to right, so that the inner layer is read before the output layer and an Error
/// names the first bad tensor.
class FeedForward {
 public:
  FeedForward(Linear inner, Activation activation, Linear output)
      : inner_(std::move(inner)), activation_(activation), output_(std::move(output)) {}
  at::Tensor operator()(const at::Tensor& x) const;  ///< [..., width] -> [..., width], a tensor of the caller's own

 private:
  Linear inner_;
  Activation activation_;
  Linear output_;
};

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
