#include <ATen/ops/embedding.h>

#include <optional>

#include "base/cast.hpp"
#include "model/device_model.hpp"
#include "model/families/deberta_config.hpp"
#include "model/families/families.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/disentangled_attention.hpp"
#include "model/parts/distance_buckets.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

/// LN(projection(word + position + token type)), of which only words are always there.
class Embeddings {
 public:
  Embeddings(const WeightScope& scope, const DebertaConfig& config)
      : words_(scope, "word_embeddings.weight", config.vocabulary, config.embedding_width),
        norm_(scope / "LayerNorm", config.attention.width, config.epsilon) {
    if (config.has_positions)
      positions_ = scope.load("position_embeddings.weight", {config.positions, config.embedding_width});
    if (config.segments > 0)
      segments_ = scope.load("token_type_embeddings.weight", {config.segments, config.embedding_width});
    if (config.embedding_width != config.attention.width)
      projection_.emplace(scope / "embed_proj", config.embedding_width, config.attention.width, Bias::none);
  }

  at::Tensor operator()(const DeviceBatch& batch) const {
    at::Tensor sum = words_(batch.ids);
    if (positions_.defined()) sum.add_(positions_.narrow(0, 0, batch.ids.size(1)));
    if (segments_.defined())
      sum.add_(batch.segments.defined() ? at::embedding(segments_, batch.segments) : segments_[0]);
    return norm_(projection_ ? (*projection_)(sum) : sum);
  }

 private:
  Embedding words_;
  at::Tensor positions_, segments_;
  std::optional<Linear> projection_;
  LayerNorm norm_;
};

/// a = LN(W_o attention(h) + h);  h' = LN(W_2 act(W_1 a) + a)
class Block {
 public:
  Block(const WeightScope& scope, const DebertaConfig& config, const at::Tensor& distances)
      : attention_(scope / "attention.self", config.attention, config.distances, distances),
        attention_output_(scope / "attention.output.dense", config.attention.heads * config.attention.head_width,
                          config.attention.width),
        attention_norm_(scope / "attention.output.LayerNorm", config.attention.width, config.epsilon),
        feed_forward_{{scope / "intermediate.dense", config.attention.width, config.inner_width},
                      config.activation,
                      {scope / "output.dense", config.inner_width, config.attention.width}},
        output_norm_(scope / "output.LayerNorm", config.attention.width, config.epsilon) {}

  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& key_mask, const at::Tensor& rows,
                        LayerSink& sink) const {
    const at::Tensor context = attention_(hidden, key_mask, rows);
    const at::Tensor attended = attention_norm_(attention_output_(context).add_(hidden));
    return output_norm_(feed_forward_(attended, sink).add_(attended));
  }

 private:
  DisentangledAttention attention_;
  Linear attention_output_;
  LayerNorm attention_norm_;
  FeedForward feed_forward_;
  LayerNorm output_norm_;
};

/// Vectors of distances [2 span, width], the same for all layers; undefined where positions are absolute alone.
at::Tensor read_distances(const WeightScope& encoder, const DebertaConfig& config) {
  if (!config.is_relative) return {};
  const Index width = config.attention.width;
  const at::Tensor vectors = encoder.load("rel_embeddings.weight", {2 * config.distances.span(), width});
  return config.norms_distances ? LayerNorm(encoder / "LayerNorm", width, config.epsilon)(vectors) : vectors;
}

class Deberta final : public DeviceModel {
 public:
  Deberta(const DebertaConfig& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        config_(config),
        embeddings_(scope / "embeddings", config),
        blocks_(scope / "encoder.layer", config.layers,
                [config, distances = read_distances(scope / "encoder", config)](
                    const WeightScope& layers, Index layer) { return Block(layers / layer, config, distances); }) {
    (scope / "encoder.layer" / config.layers)
        .expect_no_surplus("attention.self.query_proj.weight", "num_hidden_layers");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    at::Tensor rows;
    if (config_.is_relative) rows = distance_rows(config_.distances, batch.ids.size(1), batch.ids.device());
    at::Tensor hidden = embeddings_(batch);
    sink.residual(hidden);
    for (Index layer = 0; layer < blocks_.size(); ++layer) {
      if (sink.is_done()) return;
      hidden = blocks_.with(layer, [&](const Block& block) { return block(hidden, batch.key_mask, rows, sink); });
      sink.residual(hidden);
    }
  }

  DebertaConfig config_;
  Embeddings embeddings_;
  Blocks<Block> blocks_;
};

ModelShape deberta_shape(const DebertaConfig& deberta) {
  return {.family = "deberta-v2",
          .layers = deberta.layers + 1,
          .width = deberta.attention.width,
          .layer_names = layer_names_of(deberta.layers),
          .max_pieces = deberta.positions,
          .vocabulary = deberta.vocabulary,
          .segments = deberta.segments,
          .activation = name_of(deberta.activation),
          .inner_width = deberta.inner_width};
}

/// With the products of words and distances.
double deberta_flops(const DebertaConfig& deberta, Index pieces) {
  const Index width = deberta.attention.width, span = 2 * deberta.distances.span();
  const Index kinds = Index{deberta.distances.to_position} + Index{deberta.distances.from_position};
  const double distances = deberta.is_relative ? to_double(kinds * span * width) : 0;
  return transformer_flops(deberta.layers, width, deberta.inner_width, pieces) +
         2 * to_double(deberta.layers) * to_double(pieces) * distances;
}

}  // namespace

Family deberta_v2_family() {
  return planned_family<Deberta, DebertaConfig>(
      "deberta-v2",
      [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_deberta_config(config); },
      deberta_shape, deberta_flops,
      [](const DebertaConfig&) {
        return WeightPlace{"deberta", "embeddings.word_embeddings.weight"};
      });
}

}  // namespace neurank::model
