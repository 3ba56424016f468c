#include "pretrain/two_streams.hpp"

#include <ATen/TensorIndexing.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/full.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;

/// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), of which (1 + tanh z) / 2 is the logistic function of 2 z: that one
/// is several times faster here than tanh.
Tensor gelu_tanh(const Tensor& x) {
  constexpr double a = 1.5957691216057308, b = a * 0.044715;  // a = 2 sqrt(2/pi)
  return x * at::sigmoid(x * (x.square() * b + a));
}

/// Column c encodes the distance P - 1 - c: sin(p w_k) for all k, then cos(p w_k), w_k = 10000^(-2 k / width).
/// [2 P - 1, width]
Tensor encode_distances(Index length, Index width) {
  const Tensor distances = at::arange(length - 1, -length, -1, at::kDouble);
  const Tensor rates = at::pow(10000.0, at::arange(0, width, 2, at::kDouble) / -to_double(width));
  const Tensor angles = at::outer(distances, rates);
  return at::cat({angles.sin(), angles.cos()}, 1).to(at::kFloat);
}

/// 0 where a place may be seen, else -inf; a query of padding sees all. [R, 1, queries, P]
Tensor mask_of(const Tensor& seen) {
  const Tensor unseen = seen.logical_not().logical_and(seen.any(-1, true)).unsqueeze(1);
  return at::zeros(unseen.sizes()).masked_fill(unseen, -INFINITY);
}

/// Rows of x [R, P, ...] at each row's own places [R, M].
Tensor take_places(const Tensor& x, const Tensor& places) {
  const Tensor rows = at::arange(x.size(0), at::kLong).unsqueeze(1);
  return x.index({rows, places});
}

}  // namespace

/// What all blocks need to know of a batch. Q queries are the P places of the content stream, then the M of the query
/// stream.
struct TwoStreams::Context {
  Index length;       ///< P
  Tensor queries;     ///< [R, M]
  Tensor mask;        ///< [R, 1, Q, P]
  Tensor distances;   ///< [2 P - 1, width]
  bool with_content;  ///< whether the content stream is among the queries
};

TwoStreams::TwoStreams(const TwoStreamSizes& sizes, Random& random) : sizes_(sizes) {
  NEURANK_EXPECT(sizes.heads * sizes.head_width == sizes.width && sizes.width % 2 == 0);
  const Tensor words = start_weights({sizes.vocabulary, sizes.width}, sizes.width, random);
  query_start_ = weight("transformer.mask_emb", {1, 1, sizes.width}, random);
  words_ = parameters_.add("transformer.word_embedding.weight", words);
  for (Index layer = 0; layer < sizes.layers; ++layer) blocks_.push_back(make_block(layer, random));
  output_bias_ = parameters_.add("lm_loss.bias", at::zeros({sizes.vocabulary}));
}

Tensor TwoStreams::weight(const std::string& name, at::IntArrayRef shape, Random& random) {
  return parameters_.add(name, start_weights(shape, sizes_.width, random));
}

TwoStreams::Block TwoStreams::make_block(Index layer, Random& random) {
  const std::string scope = "transformer.layer." + std::to_string(layer) + ".";
  const Index w = sizes_.width, n = sizes_.heads, d = sizes_.head_width, inner = sizes_.inner_width;
  const auto constant = [&](const std::string& name, at::IntArrayRef shape, double value) {
    return parameters_.add(scope + name, at::full(shape, value));
  };
  const auto projection = [&](const char* name) { return weight(scope + "rel_attn." + name, {w, n, d}, random); };
  Block block;
  block.query = projection("q");
  block.key = projection("k");
  block.value = projection("v");
  block.output = projection("o");
  block.distance = projection("r");
  block.content_bias = constant("rel_attn.r_w_bias", {n, d}, 0);
  block.distance_bias = constant("rel_attn.r_r_bias", {n, d}, 0);
  // Of the published format: all pieces are of one segment here, which adds the same to all scores of a query.
  constant("rel_attn.r_s_bias", {n, d}, 0);
  constant("rel_attn.seg_embed", {2, n, d}, 0);
  block.attention_norm = constant("rel_attn.layer_norm.weight", {w}, 1);
  block.attention_norm_bias = constant("rel_attn.layer_norm.bias", {w}, 0);
  block.inner = weight(scope + "ff.layer_1.weight", {inner, w}, random);
  block.inner_bias = constant("ff.layer_1.bias", {inner}, 0);
  block.outer = weight(scope + "ff.layer_2.weight", {w, inner}, random);
  block.outer_bias = constant("ff.layer_2.bias", {w}, 0);
  block.output_norm = constant("ff.layer_norm.weight", {w}, 1);
  block.output_norm_bias = constant("ff.layer_norm.bias", {w}, 0);
  return block;
}

/// Products of queries with the encoded distances to the keys.
/// @param query [R, Q, heads, head width], r_r added  @param distances [2 P - 1, heads, head width], projected
/// @return [R, heads, Q, P]
Tensor TwoStreams::distance_scores(const Tensor& query, const Tensor& distances, const Context& around) const {
  const Index rows = query.size(0), count = query.size(1), length = around.length, columns = 2 * length - 1;
  const Index n = sizes_.heads, d = sizes_.head_width;
  const Tensor by_head = query.permute({2, 0, 1, 3}).reshape({n, rows * count, d});
  const Tensor products = at::bmm(by_head, distances.permute({1, 2, 0})).view({n, rows, count, columns});
  std::vector<Tensor> parts;
  const Index content = around.with_content ? length : 0;
  if (content > 0) {
    // Query i needs columns P - 1 - i to 2 P - 2 - i: rows that are read as one number shorter begin one earlier each.
    const Tensor rows_in_line = products.narrow(2, 0, length).reshape({n * rows, length * columns});
    const Tensor shorter = rows_in_line.narrow(1, length - 1, length * (columns - 1)).reshape({n, rows, length, -1});
    parts.push_back(shorter.narrow(3, 0, length));
  }
  if (count > content) {
    const Tensor keys = at::arange(length - 1, columns, at::kLong);
    const Tensor needed = (keys - around.queries.unsqueeze(2)).unsqueeze(0).expand({n, rows, count - content, length});
    parts.push_back(products.narrow(2, content, count - content).gather(3, needed));
  }
  return at::cat(parts, 2).transpose(0, 1);
}

/// Two-stream attention: all queries at once, the content stream as keys.
/// @param streams [R, P + M, width]  @return [R, Q, width]
Tensor TwoStreams::attend(const Block& block, const Tensor& streams, const Context& around, const Dropout& drop) const {
  const Index rows = streams.size(0), length = around.length, w = sizes_.width, n = sizes_.heads, d = sizes_.head_width;
  const Tensor content = streams.narrow(1, 0, length);
  const Tensor asking = around.with_content ? streams : streams.narrow(1, length, streams.size(1) - length);
  const Index count = asking.size(1);
  const Tensor query = at::matmul(asking, block.query.view({w, w})).view({rows, count, n, d}) / std::sqrt(to_double(d));
  const double scale = 1 / std::sqrt(to_double(d));
  const Tensor both = at::matmul(content, at::cat({block.key.view({w, w}), block.value.view({w, w})}, 1))
                          .view({rows, length, 2, n, d})
                          .permute({2, 0, 3, 1, 4})
                          .reshape({2, rows * n, length, d});
  const std::vector<Tensor> key_value = both.unbind();
  const Tensor by_content = (query + block.content_bias * scale).transpose(1, 2).reshape({rows * n, count, d});
  const Tensor distances = at::mm(around.distances, block.distance.view({w, w})).view({-1, n, d});
  const Tensor scores = at::bmm(by_content, key_value[0].transpose(1, 2)).view({rows, n, count, length}) +
                        distance_scores(query + block.distance_bias * scale, distances, around) + around.mask;
  const Tensor shares = drop(scores.softmax(-1)).view({rows * n, count, length});
  const Tensor context = at::bmm(shares, key_value[1]).view({rows, n, count, d}).transpose(1, 2);
  return at::matmul(context.reshape({rows, count, w}), block.output.view({w, w}).t());
}

/// @return [R, P + M, width], of the last layer the query stream alone where there is one
Tensor TwoStreams::encode(const PackedBatch& batch, const PredictionOrder& order, const Dropout& drop,
                          const NextLayer& next_layer) const {
  const Index predicted = order.queries.size(1);
  const Tensor same = batch.same_sequence(), keys = order.ranks.unsqueeze(1);
  const Tensor asking = take_places(order.ranks, order.queries).unsqueeze(2);
  const Tensor content_sees = same.logical_and(keys.le(order.ranks.unsqueeze(2)));
  const Tensor query_sees = take_places(same, order.queries).logical_and(keys.lt(asking));
  Context around{.length = batch.length,
                 .queries = order.queries,
                 .mask = mask_of(at::cat({content_sees, query_sees}, 1)),
                 .distances = drop(encode_distances(batch.length, sizes_.width)),
                 .with_content = true};
  const Tensor words = at::embedding(words_, batch.ids);
  Tensor streams = drop(at::cat({words, query_start_.expand({batch.rows, predicted, sizes_.width})}, 1));
  next_layer(streams.narrow(1, 0, batch.length));
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const bool is_last = i + 1 == blocks_.size();
    if (is_last && predicted > 0) {  // nobody reads the last layer's content
      around.with_content = false;
      around.mask = around.mask.narrow(2, batch.length, predicted);
    }
    const Tensor residual = around.with_content ? streams : streams.narrow(1, batch.length, predicted);
    const Tensor attended = at::layer_norm(drop(attend(block, streams, around, drop)) + residual, {sizes_.width},
                                           block.attention_norm, block.attention_norm_bias, sizes_.epsilon);
    const Tensor inner = drop(gelu_tanh(at::linear(attended, block.inner, block.inner_bias)));
    const Tensor fed = drop(at::linear(inner, block.outer, block.outer_bias));
    streams = at::layer_norm(fed + attended, {sizes_.width}, block.output_norm, block.output_norm_bias, sizes_.epsilon);
    if (around.with_content) next_layer(streams.narrow(1, 0, batch.length));
  }
  return streams;
}

Tensor TwoStreams::predict(const PackedBatch& batch, const PredictionOrder& order, const Dropout& drop) const {
  NEURANK_EXPECT(order.queries.size(1) > 0 && !blocks_.empty());
  const Tensor queries = encode(batch, order, drop, [](const Tensor&) {});
  return at::linear(drop(queries), words_, output_bias_);
}

std::vector<Tensor> TwoStreams::content(const PackedBatch& batch, const PredictionOrder& order) const {
  Random unused(0);
  std::vector<Tensor> layers;
  encode(batch, order, Dropout{0, unused}, [&](const Tensor& hidden) { layers.push_back(hidden); });
  return layers;
}

}  // namespace neurank::pretrain
