#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/linear.h>

namespace neurank::pretrain {

/// y = x weight^T + bias
struct Affine {
  at::Tensor weight;  ///< [outputs, inputs]
  at::Tensor bias;    ///< [outputs]

  at::Tensor operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }
};

}  // namespace neurank::pretrain
