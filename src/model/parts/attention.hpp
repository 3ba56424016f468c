#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "base/index.hpp"
#include "model/parts/attention_sizes.hpp"
#include "model/parts/norms.hpp"
#include "model/parts/rotary.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// softmax(cap(q k^T) + mask) v for each sequence and head, where cap(s) is c tanh(s / c), or s for c = 0. Scores are
/// computed for some heads at a time, so that they take little memory.
/// @param queries [B, H, G * P, d]: G heads of queries in turn share a head of keys
/// @param keys, values [B, H, P, d]
/// @param mask [B or 1, H or 1, P or 1, K], K >= P, added to the scores: 0, or -inf for a key that the query does not
/// see; -inf beyond P. Every query sees a key.
/// @return [B, H, G * P, d]
at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, const at::Tensor& mask,
                  double cap = 0);

/// With a key head for each head, d = width / heads and scale 1 / sqrt(d). @pre heads divides width
AttentionSizes equal_heads(Index width, Index heads);

/// Norms of queries and keys, over each head alone or over all heads together.
struct HeadNorms {
  RmsNorm query, key;
  bool each_head;
};

/// What the attention of a block needs beside its hidden states.
struct Surroundings {
  at::Tensor mask;                     ///< as attend()'s
  const Rotation* rotation = nullptr;  ///< of queries and keys; null: none
};

/// Weight [(heads + 2 key_heads) d, width] and bias, or none, of the projections to queries, keys and values, heads one
/// after another.
struct Projections {
  at::Tensor weight, bias;
};

/// Stacks three projections, each with weight [heads d, width] and, if added, bias [heads d].
Projections stack_projections(const WeightScope& query, const WeightScope& key, const WeightScope& value,
                              const AttentionSizes& sizes, Bias bias = Bias::added);

/// Multi-head self-attention without the projection that follows it; head n of width d gives columns [n d, (n + 1) d).
class SelfAttention {
 public:
  SelfAttention(Projections projections, const AttentionSizes& sizes, std::optional<HeadNorms> norms = std::nullopt);

  /// @param hidden [B, P, width]  @return context [B, P, heads d]
  at::Tensor operator()(const at::Tensor& hidden, const Surroundings& surroundings) const;

 private:
  at::Tensor heads_of(const at::Tensor& projected, Index first, Index count, const RmsNorm* norm) const;

  AttentionSizes sizes_;
  at::Tensor weight_, bias_;  ///< of q, k and v: one product instead of three
  std::optional<HeadNorms> norms_;
};

}  // namespace neurank::model
