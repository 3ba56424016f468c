#include "model/parts/disentangled_attention.hpp"

#include <ATen/ops/matmul.h>

namespace neurank::model {
namespace {

/// [B, heads, P, d]
at::Tensor heads_of(const at::Tensor& projected, const AttentionSizes& sizes) {
  return projected.view({projected.size(0), projected.size(1), sizes.heads, sizes.head_width})
      .transpose(1, 2)
      .contiguous();
}

}  // namespace

DisentangledAttention::DisentangledAttention(const WeightScope& scope, const AttentionSizes& sizes,
                                             const DistanceSizes& distances, const at::Tensor& vectors)
    : sizes_(sizes),
      query_(scope / "query_proj", sizes.width, sizes.heads * sizes.head_width),
      key_(scope / "key_proj", sizes.width, sizes.heads * sizes.head_width),
      value_(scope / "value_proj", sizes.width, sizes.heads * sizes.head_width) {
  if (!vectors.defined()) return;
  const auto projected = [&](const Linear& shared, const char* own) {
    const Linear& projection =
        distances.shares_projections ? shared : Linear(scope / own, sizes.width, sizes.heads * sizes.head_width);
    return projection(vectors).view({-1, sizes.heads, sizes.head_width}).permute({1, 2, 0}).contiguous();
  };
  if (distances.to_position) distance_keys_ = projected(key_, "pos_key_proj");
  if (distances.from_position) distance_queries_ = projected(query_, "pos_query_proj").mul_(sizes.scale);
}

/// The mask of keys and all terms but that of words, [B, heads, P, K].
at::Tensor DisentangledAttention::mask_with_distances(const at::Tensor& queries, const at::Tensor& keys,
                                                      const at::Tensor& key_mask, const at::Tensor& rows) const {
  if (!distance_keys_.defined() && !distance_queries_.defined()) return key_mask;
  const Index batch = queries.size(0), length = queries.size(2);
  const at::Tensor mask =
      key_mask.expand({batch, sizes_.heads, length, key_mask.size(3)}).clone(at::MemoryFormat::Contiguous);
  const at::Tensor of_pieces = mask.narrow(3, 0, length);
  if (distance_keys_.defined())
    of_pieces.add_(at::matmul(queries, distance_keys_).gather(3, rows.expand_as(of_pieces)));
  if (distance_queries_.defined())
    of_pieces.add_(at::matmul(keys, distance_queries_).gather(3, rows.t().expand_as(of_pieces)).transpose(2, 3));
  return mask;
}

at::Tensor DisentangledAttention::operator()(const at::Tensor& hidden, const at::Tensor& key_mask,
                                             const at::Tensor& rows) const {
  const at::Tensor queries = heads_of(query_(hidden).mul_(sizes_.scale), sizes_);
  const at::Tensor keys = heads_of(key_(hidden), sizes_), values = heads_of(value_(hidden), sizes_);
  const at::Tensor context = attend(queries, keys, values, mask_with_distances(queries, keys, key_mask, rows));
  return context.transpose(1, 2).flatten(2);
}

}  // namespace neurank::model
