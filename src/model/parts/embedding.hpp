#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// Vectors of the pieces of a vocabulary.
class Embedding {
 public:
  /// Reads a tensor [vocabulary, width] of the scope.
  Embedding(const WeightScope& scope, std::string_view tensor, Index vocabulary, Index width)
      : table_(scope.load_stored(tensor, {vocabulary, width})), scope_(scope) {}

  /// [..] int64 -> [.., width] float32, a tensor of the caller's own
  at::Tensor operator()(const at::Tensor& ids) const;

 private:
  at::Tensor table_;
  WeightScope scope_;  ///< keeps the weights alive
};

}  // namespace neurank::model
