#pragma once

#include <torch/torch.h>

#include "base/matrix.hpp"
#include "base/random.hpp"

namespace neurank::pretrain {

/// The words that states foretell: a softmax over all, shared by both directions.
class WordSoftmax : public torch::nn::Module {
 public:
  WordSoftmax(Index words, Index width, Random& random);

  /// Sum of -ln p. Where gradients are recorded, they are worked out at once, a block of rows after the other: the
  /// probabilities of all rows and words never lie in memory together.
  /// @param states [rows, width]  @param words [rows] int64
  torch::Tensor loss(const torch::Tensor& states, const torch::Tensor& words) const;

  torch::Tensor weight;  ///< [words, width]
  torch::Tensor bias;    ///< [words]
};

}  // namespace neurank::pretrain
