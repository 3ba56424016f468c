#pragma once

#include <torch/torch.h>

namespace neurank::pretrain {

/// y = x weight^T + bias
struct Affine {
  torch::Tensor weight;  ///< [outputs, inputs]
  torch::Tensor bias;    ///< [outputs]

  torch::Tensor operator()(const torch::Tensor& x) const { return at::linear(x, weight, bias); }
};

}  // namespace neurank::pretrain
