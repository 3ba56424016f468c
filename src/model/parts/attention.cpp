#include "model/parts/attention.hpp"

#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

/// Scores that are in memory at a time, unless a single head of a sequence has more.
constexpr Index most_scores = Index{1} << 24;

/// Scores in masked rows [n, G P, K] of the sequences and heads at hand, before the softmax.
at::Tensor masked_scores(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& mask, double cap) {
  const Index n = keys.size(0), rows = queries.size(1), length = keys.size(1);
  const at::Tensor scores = mask.clone(at::MemoryFormat::Contiguous).view({n, rows, mask.size(-1)});
  const at::Tensor of_pieces = scores.narrow(2, 0, length);
  if (cap == 0)
    of_pieces.baddbmm_(queries, keys.transpose(1, 2));
  else
    of_pieces.add_(at::bmm(queries, keys.transpose(1, 2)).div_(cap).tanh_().mul_(cap));
  return scores;
}

/// attend() for the sequences and heads at hand.
at::Tensor attend_at_once(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values,
                          const at::Tensor& mask, double cap) {
  const Index batch = keys.size(0), heads = keys.size(1), length = keys.size(2), rows = queries.size(2);
  const at::Tensor k = keys.flatten(0, 1), v = values.flatten(0, 1), q = queries.flatten(0, 1);
  const at::Tensor masks = mask.unsqueeze(2).expand({batch, heads, rows / length, length, mask.size(3)});
  const at::Tensor weights = at::softmax(masked_scores(q, k, masks, cap), -1);
  return at::bmm(weights.narrow(2, 0, length), v).view({batch, heads, rows, values.size(3)});
}

/// The part of a tensor's dimension that serves a range of it; all of it where it has size 1.
at::Tensor part_of(const at::Tensor& tensor, Index dimension, Index begin, Index count) {
  return tensor.size(dimension) == 1 ? tensor : tensor.narrow(dimension, begin, count);
}

}  // namespace

at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, const at::Tensor& mask,
                  double cap) {
  const Index batch = keys.size(0), heads = keys.size(1), of_head = queries.size(2) * mask.size(3);
  if (batch * heads * of_head <= most_scores) return attend_at_once(queries, keys, values, mask, cap);
  const Index heads_at_once = std::clamp<Index>(most_scores / of_head, 1, heads);
  const at::Tensor context = at::empty(queries.sizes(), queries.options());
  for (Index b = 0; b < batch; ++b) {
    const auto of = [&](const at::Tensor& tensor) { return part_of(tensor, 0, b, 1); };
    for (Index begin = 0; begin < heads; begin += heads_at_once) {
      const Index count = std::min(heads_at_once, heads - begin);
      const auto part = [&](const at::Tensor& tensor) { return part_of(of(tensor), 1, begin, count); };
      part(context).copy_(attend_at_once(part(queries), part(keys), part(values), part(mask), cap));
    }
  }
  return context;
}

AttentionSizes equal_heads(Index width, Index heads) {
  NEURANK_EXPECT(width % heads == 0);
  const Index head_width = width / heads;
  return {.width = width,
          .heads = heads,
          .key_heads = heads,
          .head_width = head_width,
          .scale = 1.0 / std::sqrt(to_double(head_width))};
}

Projections stack_projections(const WeightScope& query, const WeightScope& key, const WeightScope& value,
                              const AttentionSizes& sizes, Bias bias) {
  const Index queries = sizes.heads * sizes.head_width, keys = sizes.key_heads * sizes.head_width;
  Projections result{query.buffer({queries + 2 * keys, sizes.width}), {}};
  query.load_into("weight", result.weight.narrow(0, 0, queries));
  key.load_into("weight", result.weight.narrow(0, queries, keys));
  value.load_into("weight", result.weight.narrow(0, queries + keys, keys));
  const at::Tensor of_query = load_bias(query, queries, bias), of_key = load_bias(key, keys, bias),
                   of_value = load_bias(value, keys, bias);
  if (bias == Bias::added) result.bias = at::cat({of_query, of_key, of_value});
  return result;
}

SelfAttention::SelfAttention(Projections projections, const AttentionSizes& sizes, std::optional<HeadNorms> norms)
    : sizes_(sizes),
      weight_(std::move(projections.weight)),
      bias_(std::move(projections.bias)),
      norms_(std::move(norms)) {
  NEURANK_EXPECT(weight_.size(0) == sizes.all_heads() * sizes.head_width && sizes.heads % sizes.key_heads == 0);
  // Scaling what makes the queries once spares scaling every score.
  if (norms_) {
    norms_->query.scale_by(sizes.scale);
  } else {
    weight_.narrow(0, 0, sizes.heads * sizes.head_width).mul_(sizes.scale);
    if (bias_.defined()) bias_.narrow(0, 0, sizes.heads * sizes.head_width).mul_(sizes.scale);
  }
}

/// Some of the projected heads, [B, count, P, d].
at::Tensor SelfAttention::heads_of(const at::Tensor& projected, Index first, Index count, const RmsNorm* norm) const {
  const Index batch = projected.size(0), length = projected.size(1), d = sizes_.head_width;
  at::Tensor columns = projected.narrow(2, first * d, count * d);
  if (norm != nullptr && !norms_->each_head) columns = (*norm)(columns);
  at::Tensor heads = columns.view({batch, length, count, d});
  if (norm != nullptr && norms_->each_head) heads = (*norm)(heads);
  return heads.transpose(1, 2).contiguous();
}

at::Tensor SelfAttention::operator()(const at::Tensor& hidden, const Surroundings& surroundings) const {
  const Index batch = hidden.size(0), length = hidden.size(1), n = sizes_.heads, shared = sizes_.key_heads;
  const at::Tensor projected = at::linear(hidden, weight_, bias_);
  const at::Tensor queries = heads_of(projected, 0, n, norms_ ? &norms_->query : nullptr);
  const at::Tensor keys = heads_of(projected, n, shared, norms_ ? &norms_->key : nullptr);
  const at::Tensor values = heads_of(projected, n + shared, shared, nullptr);
  if (surroundings.rotation != nullptr) {
    rotate(queries, *surroundings.rotation);
    rotate(keys, *surroundings.rotation);
  }
  const Index rows = n / shared * length, d = sizes_.head_width;
  const at::Tensor context =
      attend(queries.view({batch, shared, rows, d}), keys, values, surroundings.mask, sizes_.cap);
  return context.view({batch, n, length, d}).transpose(1, 2).reshape({batch, length, n * d});
}

}  // namespace neurank::model
