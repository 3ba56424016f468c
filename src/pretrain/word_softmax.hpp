#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "base/random.hpp"
#include "pretrain/parameters.hpp"

namespace neurank::pretrain {

/// Predicts words from hidden states: a softmax over all words, shared by both directions.
class WordSoftmax {
 public:
  WordSoftmax(Index words, Index width, Random& random);

  /// Sum of -ln p. Where gradients are recorded, they are worked out at once, a block of rows after the other: the
  /// probabilities of all rows and words never lie in memory together.
  /// @param states [rows, width]  @param words [rows] int64
  at::Tensor loss(const at::Tensor& states, const at::Tensor& words) const;

  Parameters parameters;
  at::Tensor weight;  ///< [words, width]
  at::Tensor bias;    ///< [words]
};

}  // namespace neurank::pretrain
