#include "model/parts/relative_attention.hpp"

#include <ATen/ops/add.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>

#include "base/cast.hpp"

namespace neurank::model {
namespace {

/// Column c encodes the distance p = P - 1 - c from a key to a query: sin(p w_k) for all k, then cos(p w_k), with
/// w_k = 10000^(-2 k / width). [width, 2 P - 1]
at::Tensor encode_distances(Index length, const RelativeSizes& sizes, at::Device device) {
  const auto precise = at::TensorOptions().dtype(at::kDouble).device(device);
  at::Tensor distances = at::arange(length - 1, -length, -1, precise);
  if (sizes.clamp > 0) distances = distances.clamp(-sizes.clamp, sizes.clamp);
  const at::Tensor rates = at::pow(10000.0, at::arange(0, sizes.width, 2, precise).div(-sizes.width));
  const at::Tensor angles = at::outer(rates, distances);
  return at::cat({angles.sin(), angles.cos()}).to(at::kFloat);
}

}  // namespace

RelativeContext relative_context_of(const DeviceBatch& batch, const RelativeSizes& sizes) {
  RelativeContext result{.key_mask = batch.key_mask.transpose(0, 1),
                         .distances = encode_distances(batch.ids.size(1), sizes, batch.ids.device()),
                         .different_segments = {}};
  if (batch.segments.defined())
    result.different_segments =
        at::ne(batch.segments.unsqueeze(2), batch.segments.unsqueeze(1)).to(at::kFloat).unsqueeze(0);
  return result;
}

RelativeAttention::RelativeAttention(const WeightScope& scope, const RelativeSizes& sizes) : sizes_(sizes) {
  const Index n = sizes.heads, d = sizes.head_width;
  const auto projection = [&](const char* name) {
    return scope.load(name, {sizes.width, n, d}).view({sizes.width, n * d}).t();
  };
  // Scaling what belongs to the query once spares scaling every score, and r_w is the bias of its projection.
  const double scale = 1.0 / std::sqrt(to_double(d));
  const at::Tensor r_w = scope.load("r_w_bias", {n, d});
  const at::Tensor none = at::zeros({2 * n * d}, r_w.options());
  weight_ = at::cat({projection("q").mul(scale), projection("k"), projection("v")});
  bias_ = at::cat({r_w.mul(scale).view({n * d}), none});
  distance_weight_ = projection("r").contiguous();
  distance_bias_ = scope.load("r_r_bias", {n, d}).sub_(r_w).mul_(scale).view({n, 1, 1, d});
  const at::Tensor segments = scope.load("seg_embed", {2, n, d});
  segment_bias_ = scope.load("r_s_bias", {n, d}).sub_(r_w).mul_(scale).view({n, 1, 1, d});
  segment_weight_ = segments[1].sub(segments[0]).view({n, d, 1});
  output_ = scope.load("o", {sizes.width, n, d}).view({sizes.width, n * d});
}

at::Tensor RelativeAttention::operator()(const at::Tensor& hidden, const RelativeContext& around) const {
  const Index batch = hidden.size(0), length = hidden.size(1), n = sizes_.heads, d = sizes_.head_width;
  const at::Tensor qkv =
      at::linear(hidden, weight_, bias_).view({batch, length, 3, n, d}).permute({2, 3, 0, 1, 4}).contiguous();
  const at::Tensor scores = masked_distance_scores(qkv[0], around);
  if (around.different_segments.defined()) add_segment_scores(scores, qkv[0], around.different_segments);
  const at::Tensor sequences = qkv.view({3, n * batch, length, d});
  const at::Tensor rows = scores.view({n * batch, length, scores.size(3)});
  rows.narrow(2, 0, length).baddbmm_(sequences[0], sequences[1].transpose(1, 2));
  const at::Tensor context = at::bmm(at::softmax(rows, -1).narrow(2, 0, length), sequences[2]);
  const at::Tensor joined = context.view({n, batch, length, d}).permute({1, 2, 0, 3}).reshape({batch, length, n * d});
  return at::linear(joined, output_);
}

/// Each query's products with all 2 P - 1 distances are one row; query i needs columns P - 1 - i to 2 P - 2 - i of
/// its own. Rows that are read as if they were one number shorter each begin one number earlier, so that a view does
/// it.
/// @param query [heads, B, P, head width]  @return [heads, B, P, K]
at::Tensor RelativeAttention::masked_distance_scores(const at::Tensor& query, const RelativeContext& around) const {
  const Index n = sizes_.heads, d = sizes_.head_width, batch = query.size(1), length = query.size(2);
  const Index columns = around.distances.size(1), keys = around.key_mask.size(3);
  const at::Tensor distances = at::mm(distance_weight_, around.distances).view({n, d, columns});
  const at::Tensor products = at::bmm(query.add(distance_bias_).view({n, batch * length, d}), distances);
  const at::Tensor shifted = products.as_strided(
      {n, batch, length, length}, {batch * length * columns, length * columns, columns - 1, 1}, length - 1);
  at::Tensor scores = at::empty({n, batch, length, keys}, query.options());
  at::Tensor of_pieces = scores.narrow(3, 0, length);
  at::add_out(of_pieces, shifted, around.key_mask.narrow(3, 0, length));
  scores.narrow(3, length, keys - length).fill_(-std::numeric_limits<float>::infinity());
  return scores;
}

void RelativeAttention::add_segment_scores(const at::Tensor& scores, const at::Tensor& query,
                                           const at::Tensor& different) const {
  const Index n = sizes_.heads, batch = query.size(1), length = query.size(2);
  const at::Tensor products =
      at::bmm(query.add(segment_bias_).view({n, batch * length, sizes_.head_width}), segment_weight_);
  scores.narrow(3, 0, length).addcmul_(products.view({n, batch, length, 1}), different);
}

}  // namespace neurank::model
