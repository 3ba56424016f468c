#pragma once

#include <torch/torch.h>

#include <span>

#include "base/matrix.hpp"

namespace neurank::pretrain {

/// The parameters of a model and their gradients in one stretch of memory each, so that they are summed over ranks,
/// clipped and stepped as few large vectors. The model's own parameters become views.
class FlatParameters {
 public:
  explicit FlatParameters(torch::nn::Module& model);

  /// What weight decay is for: matrices; then what it is not for: vectors and whatever is named a bias.
  torch::Tensor decayed() const { return decayed_; }
  torch::Tensor other() const { return other_; }

  torch::Tensor values() const { return values_; }
  torch::Tensor gradients() const { return gradients_; }

  /// All gradients, with room for a few numbers more that are summed over ranks together with them.
  static constexpr Index extra_numbers = 3;
  std::span<float> gradients_and_extra();
  std::span<float> extra();

 private:
  torch::Tensor values_, buffer_, gradients_;
  torch::Tensor decayed_, other_;
};

}  // namespace neurank::pretrain
