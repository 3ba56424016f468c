#pragma once

#include <ATen/core/Tensor.h>

#include "model/parts/attention.hpp"
#include "model/parts/distance_sizes.hpp"

namespace neurank::model {

/// softmax((q_i k_j + q_i K_(i - j) + k_j Q_(i - j)) / sqrt(terms d)) v, with one term for words and one for each
/// kind of distance; K and Q are projections of the vectors of distances.
class DisentangledAttention {
 public:
  /// @param scope with query_proj, key_proj, value_proj, and pos_key_proj and pos_query_proj where they are not shared
  /// @param distances [2 span, width] vectors of distances, or undefined: no distances
  DisentangledAttention(const WeightScope& scope, const AttentionSizes& sizes, const DistanceSizes& distances,
                        const at::Tensor& vectors);

  /// @param hidden [B, P, width]  @param key_mask as DeviceBatch's  @param rows see distance_rows(), or undefined
  /// @return context [B, P, heads d]
  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& key_mask, const at::Tensor& rows) const;

 private:
  at::Tensor mask_with_distances(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& key_mask,
                                 const at::Tensor& rows) const;

  AttentionSizes sizes_;
  Linear query_, key_, value_;
  at::Tensor distance_keys_, distance_queries_;  ///< [heads, d, 2 span]; undefined: not a term
};

}  // namespace neurank::model
