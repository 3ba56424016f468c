#pragma once

#include <optional>

#include "model/parts/attention.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/linear.hpp"

namespace neurank::model {

/// a = h + W_o attention(N_1 h);  h' = a + inner(N_2 a). Construct it with braces, so that an Error names the first bad
/// tensor.
template <class Norm, class Inner>
struct PreNormBlock {
  std::optional<Norm> attention_norm;  ///< N_1; nothing: h as it is
  SelfAttention attention;
  Linear attention_output;
  Norm inner_norm;
  Inner inner;
  bool is_parallel = false;  ///< inner reads N_2 h instead

  at::Tensor operator()(const at::Tensor& hidden, const Surroundings& surroundings, LayerSink& sink) const {
    const at::Tensor normed = attention_norm ? (*attention_norm)(hidden) : hidden;
    const at::Tensor attended = attention_output(attention(normed, surroundings)).add_(hidden);
    return inner(inner_norm(is_parallel ? hidden : attended), sink).add_(attended);
  }
};

}  // namespace neurank::model
