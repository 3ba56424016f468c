#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "base/index.hpp"
#include "pretrain/parameters.hpp"

namespace neurank::pretrain {

/// The parameters of a model and their gradients in one stretch of memory each, so that they are summed over ranks,
/// clipped and stepped as few large vectors. The model's own parameters become views.
class FlatParameters {
 public:
  explicit FlatParameters(const Parameters& parameters);

  /// The values on which weight decay acts: matrices; then the others: vectors, and whatever is named a bias.
  at::Tensor decayed() const { return decayed_; }
  at::Tensor other() const { return other_; }

  at::Tensor values() const { return values_; }
  at::Tensor gradients() const { return gradients_; }

  /// All gradients, with room for a few more numbers that are summed over ranks together with them.
  static constexpr Index extra_numbers = 3;
  std::span<float> gradients_and_extra();
  std::span<float> extra();

 private:
  at::Tensor values_, buffer_, gradients_;
  at::Tensor decayed_, other_;
};

}  // namespace neurank::pretrain
