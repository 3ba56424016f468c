#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

#include "base/random.hpp"
#include "pretrain/parameters.hpp"
#include "pretrain/prediction_order.hpp"
#include "pretrain/random_tensors.hpp"

namespace neurank::pretrain {

/// Sizes of an XLNet. @pre heads * head_width is the width
struct TwoStreamSizes {
  Index layers, width, heads, head_width, inner_width, vocabulary;
  double epsilon;
};

/// XLNet while it is trained (Yang et al. 2019, sections 2.3 and 2.4; no memory of earlier segments): a content stream
/// of all pieces, and a query stream of the predicted places that knows where it is, not what stands there.
///   content: h_i attends to all h_j with rank(j) <= rank(i)
///   query:   g_i attends to all h_j with rank(j) <  rank(i), and starts from one learned vector
/// For query i and key j the score is ((q_i + r_w) k_j + (q_i + r_r) W_r R_(i - j)) / sqrt(head width).
class TwoStreams {
 public:
  /// Weights under the names of published files.
  TwoStreams(const TwoStreamSizes& sizes, Random& random);

  const Parameters& parameters() const { return parameters_; }

  /// Scores of the predicted places. @return [R, M, vocabulary], before the softmax
  at::Tensor predict(const PackedBatch& batch, const PredictionOrder& order, const Dropout& drop) const;

  /// The content stream of every layer, the embeddings first, each [R, P, width].
  std::vector<at::Tensor> content(const PackedBatch& batch, const PredictionOrder& order) const;

 private:
  struct Block {
    at::Tensor query, key, value, distance, output;  ///< [width, heads, head width]
    at::Tensor content_bias, distance_bias;          ///< r_w, r_r [heads, head width]
    at::Tensor attention_norm, attention_norm_bias;
    at::Tensor inner, inner_bias, outer, outer_bias, output_norm, output_norm_bias;
  };
  struct Context;
  using NextLayer = std::function<void(const at::Tensor& content)>;

  Block make_block(Index layer, Random& random);
  at::Tensor weight(const std::string& name, at::IntArrayRef shape, Random& random);
  at::Tensor attend(const Block& block, const at::Tensor& streams, const Context& around, const Dropout& drop) const;
  at::Tensor distance_scores(const at::Tensor& query, const at::Tensor& distances, const Context& around) const;
  at::Tensor encode(const PackedBatch& batch, const PredictionOrder& order, const Dropout& drop,
                    const NextLayer& next_layer) const;

  TwoStreamSizes sizes_;
  Parameters parameters_;
  at::Tensor words_, query_start_, output_bias_;
  std::vector<Block> blocks_;
};

}  // namespace neurank::pretrain
