#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "base/index.hpp"

namespace neurank::pretrain {

/// Multi-head attention (Vaswani et al. 2017, section 3.2) in which a position of a sentence sees itself and the
/// positions before it, or itself and those behind it: softmax(q k^T / sqrt(d)) v, where head n of width d uses columns
/// [n d, (n + 1) d) of q, k and v. Sentences lie one behind the other, so nothing is padded. The gradient is worked out
/// here as well, because the many small products of short sentences cost more as single operations of a graph.
/// @param projected [positions, 3 width]: q, k and v
/// @param ranges of the sentences, one behind the other, as many positions in all
/// @param heads divides width
/// @return [positions, width]
at::Tensor causal_attention(const at::Tensor& projected, const std::vector<Range>& ranges, Index heads, bool backward);

}  // namespace neurank::pretrain
