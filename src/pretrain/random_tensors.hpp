#pragma once

#include <ATen/core/Tensor.h>

#include "base/random.hpp"

namespace neurank::pretrain {

/// Numbers drawn uniformly from [-bound, bound), float32.
at::Tensor uniform_tensor(at::IntArrayRef shape, double bound, Random& random);

/// Start weights with the deviation of published BERTs and XLNets, 0.02 at width 768, which shrinks with the root of
/// the width. Here they are drawn uniformly.
at::Tensor start_weights(at::IntArrayRef shape, Index width, Random& random);

/// Dropout (Srivastava et al. 2014): each number is 0 with probability `rate`, else divided by 1 - rate. The rate is
/// exact to 2^-16.
/// @param rate in [0, 1); 0 leaves x as it is and draws nothing
at::Tensor dropout(const at::Tensor& x, double rate, Random& random);

/// Dropout at one rate, with the generator that it draws from.
struct Dropout {
  double rate;
  Random& random;

  at::Tensor operator()(const at::Tensor& x) const { return dropout(x, rate, random); }
};

}  // namespace neurank::pretrain
