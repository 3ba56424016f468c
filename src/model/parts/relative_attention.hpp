#pragma once

#include <ATen/core/Tensor.h>

#include "model/device_batch.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// Sizes of an attention by content and distance.
struct RelativeSizes {
  Index width = 0;
  Index heads = 0;
  Index head_width = 0;
  Index clamp = 0;  ///< positions farther apart count as so far apart; not above 0: no such bound
};

/// What the attention needs to know of a batch beside its hidden states.
struct RelativeContext {
  at::Tensor key_mask;            ///< [1, B, 1, K], as in DeviceBatch
  at::Tensor distances;           ///< [width, 2 P - 1], sines and cosines
  at::Tensor different_segments;  ///< [1, B, P, P] 1 where query and key are of different segments; undefined: none are
};

/// What a batch shares between all blocks.
RelativeContext relative_context_of(const DeviceBatch& batch, const RelativeSizes& sizes);

/// Self-attention by content, distance and segment, with the projection that follows it. For query i and key j
///   score = ((q_i + r_w) k_j + (q_i + r_r) W_r R_(i - j) + (q_i + r_s) s_ij) / sqrt(head width)
/// where s_ij is one vector for pairs in the same segment and another for pairs in different ones. What depends on i
/// alone does not change the softmax: only the difference of the two vectors counts, and nothing without segments.
/// Padding may attend to itself in the published code; that changes only what is computed for padding.
class RelativeAttention {
 public:
  /// Reads q, k, v, r, o [width, heads, head width], the biases r_w, r_r and r_s, and seg_embed of the scope.
  RelativeAttention(const WeightScope& scope, const RelativeSizes& sizes);

  /// @param hidden [B, P, width]  @return [B, P, width]
  at::Tensor operator()(const at::Tensor& hidden, const RelativeContext& around) const;

 private:
  at::Tensor masked_distance_scores(const at::Tensor& query, const RelativeContext& around) const;
  void add_segment_scores(const at::Tensor& scores, const at::Tensor& query, const at::Tensor& different) const;

  RelativeSizes sizes_;
  at::Tensor weight_, bias_;  ///< q, k and v stacked: one product instead of three
  at::Tensor distance_weight_, distance_bias_, segment_weight_, segment_bias_, output_;
};

}  // namespace neurank::model
