#pragma once

#include <ATen/core/Tensor.h>

#include <variant>

#include "model/layer_sink.hpp"
#include "model/parts/activation.hpp"
#include "model/parts/linear.hpp"

namespace neurank::model {

/// Overwrites x with its activation.
void apply_in_place(Activation activation, at::Tensor& x);

/// The feed-forward part of a block, which reads each position alone: W_2 act(W_1 x). Construct it with braces: they
/// evaluate the arguments from left to right, so that the inner layer is read before the output layer and an Error
/// names the first bad tensor.
class FeedForward {
 public:
  FeedForward(Linear inner, Activation activation, Linear output)
      : inner_(std::move(inner)), activation_(activation), output_(std::move(output)) {}

  /// [..., width] -> [..., width], a tensor of the caller's own. @param sink given what enters W_2
  at::Tensor operator()(const at::Tensor& x, LayerSink& sink) const;

 private:
  Linear inner_;
  Activation activation_;
  Linear output_;
};

/// The same with a gate (Shazeer 2020): W_2 (act(W_g x) * W_1 x). Construct it with braces too.
class GatedFeedForward {
 public:
  GatedFeedForward(Linear gate, Activation activation, Linear inner, Linear output)
      : gate_(std::move(gate)), activation_(activation), inner_(std::move(inner)), output_(std::move(output)) {}
  at::Tensor operator()(const at::Tensor& x, LayerSink& sink) const;  ///< as FeedForward's

 private:
  Linear gate_;
  Activation activation_;
  Linear inner_, output_;
};

/// One of the two.
class AnyFeedForward {
 public:
  AnyFeedForward(FeedForward part) : part_(std::move(part)) {}
  AnyFeedForward(GatedFeedForward part) : part_(std::move(part)) {}
  at::Tensor operator()(const at::Tensor& x, LayerSink& sink) const {
    return std::visit([&](const auto& part) { return part(x, sink); }, part_);
  }

 private:
  std::variant<FeedForward, GatedFeedForward> part_;
};

}  // namespace neurank::model
