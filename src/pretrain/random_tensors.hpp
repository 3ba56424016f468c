#pragma once

#include <torch/torch.h>

#include "base/random.hpp"

namespace neurank::pretrain {

/// Numbers drawn uniformly from [-bound, bound), float32.
torch::Tensor uniform_tensor(torch::IntArrayRef shape, double bound, Random& random);

/// Weights with which published BERTs and XLNets start: their deviation, 0.02 at width 768, shrinks with the root of
/// the width. Here they are uniform.
torch::Tensor start_weights(torch::IntArrayRef shape, Index width, Random& random);

/// Dropout (Srivastava et al. 2014): each number is 0 with probability `rate`, else divided by 1 - rate. The rate is
/// met to 2^-16.
/// @param rate in [0, 1); 0 leaves x as it is and draws nothing
torch::Tensor dropout(const torch::Tensor& x, double rate, Random& random);

}  // namespace neurank::pretrain
