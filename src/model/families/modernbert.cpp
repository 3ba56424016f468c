#include "model/device_model.hpp"
#include "model/families/families.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/layer_types.hpp"
#include "model/parts/masks.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

struct ModernBertConfig {
  Index layers;
  Index width;
  Index heads;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index positions;
  double epsilon;
  Activation activation;
  Bias norm_bias, attention_bias, inner_bias;
  Index window;              ///< positions to each side that a sliding layer sees
  std::vector<bool> slides;  ///< of each layer
  RotaryPlan full, sliding;
};

ModernBertConfig read_modernbert_config(const ModelConfig& config) {
  expect_multiple(config, "hidden_size", "num_attention_heads");
  const Index layers = config.count("num_hidden_layers"), width = config.count("hidden_size"),
              heads = config.count("num_attention_heads"), every = config.count("global_attn_every_n_layers", 3);
  const RotaryPlan full = read_rotary(
      config, width / heads, {.base = "global_rope_theta", .default_base = 160000, .scaling = ""}, "full_attention");
  const double local_base = config.mentions("local_rope_theta") ? full.base : 10000;  // null: as in full layers
  return {.layers = layers,
          .width = width,
          .heads = heads,
          .inner_width = config.count("intermediate_size"),
          .vocabulary = config.count("vocab_size"),
          .positions = config.count("max_position_embeddings", 8192),
          .epsilon = config.positive_number("norm_eps", 1e-5),
          .activation = read_activation(config, "hidden_activation"),
          .norm_bias = bias_if(config.flag("norm_bias", false)),
          .attention_bias = bias_if(config.flag("attention_bias", false)),
          .inner_bias = bias_if(config.flag("mlp_bias", false)),
          .window = config.count("local_attention", 128) / 2,
          .slides = sliding_layers(config, layers, [=](Index layer) { return layer % every != 0; }),
          .full = full,
          .sliding = read_rotary(config, width / heads,
                                 {.base = "local_rope_theta", .default_base = local_base, .scaling = ""},
                                 "sliding_attention")};
}

ModelShape modernbert_shape(const ModernBertConfig& bert) {
  return {.family = "modernbert",
          .layers = bert.layers + 1,
          .width = bert.width,
          .layer_names = layer_names_with_final_norm(bert.layers),
          .max_pieces = bert.positions,
          .vocabulary = bert.vocabulary,
          .activation = name_of(bert.activation),
          .inner_width = bert.inner_width};
}

double modernbert_flops(const ModernBertConfig& bert, Index pieces) {
  const double gates = 2 * to_double(bert.layers * pieces * bert.width) * to_double(bert.inner_width);
  return transformer_flops(bert.layers, bert.width, bert.inner_width, pieces) + gates;
}

/// One matrix has the rows of the activated half, then those that it is multiplied with.
GatedFeedForward read_feed_forward(const WeightScope& scope, const ModernBertConfig& config) {
  const Index inner = config.inner_width;
  const Linear joined(scope / "Wi", config.width, 2 * inner, config.inner_bias);
  return {joined.outputs(0, inner),
          config.activation,
          joined.outputs(inner, inner),
          {scope / "Wo", inner, config.width, config.inner_bias}};
}

using Block = PreNormBlock<LayerNorm, GatedFeedForward>;

/// The first layer has no norm before its attention: the embeddings are normed.
Block read_block(const WeightScope& scope, const ModernBertConfig& config, Index layer) {
  const auto norm = [&](const char* name) {
    return LayerNorm(scope / name, config.width, config.epsilon, config.norm_bias);
  };
  return {.attention_norm = layer == 0 ? std::nullopt : std::optional(norm("attn_norm")),
          .attention = {{(scope / "attn.Wqkv").load("weight", {3 * config.width, config.width}),
                         load_bias(scope / "attn.Wqkv", 3 * config.width, config.attention_bias)},
                        equal_heads(config.width, config.heads)},
          .attention_output = {scope / "attn.Wo", config.width, config.width, config.attention_bias},
          .inner_norm = norm("mlp_norm"),
          .inner = read_feed_forward(scope / "mlp", config)};
}

class ModernBert final : public DeviceModel {
 public:
  ModernBert(const ModernBertConfig& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        config_(config),
        words_(scope, "embeddings.tok_embeddings.weight", config.vocabulary, config.width),
        embeddings_norm_(scope / "embeddings.norm", config.width, config.epsilon, config.norm_bias),
        blocks_(scope / "layers", config.layers,
                [config](const WeightScope& layers, Index layer) { return read_block(layers / layer, config, layer); }),
        final_norm_(scope / "final_norm", config.width, config.epsilon, config.norm_bias) {
    (scope / "layers" / config.layers).expect_no_surplus("mlp_norm.weight", "num_hidden_layers");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Index length = batch.ids.size(1);
    const Rotation full = rotation_of(config_.full, length, batch.ids.device()),
                   sliding = rotation_of(config_.sliding, length, batch.ids.device());
    const Surroundings of_full{batch.key_mask, &full},
        of_sliding{window_mask(batch.key_mask, length, config_.window), &sliding};
    run_with_final_norm(blocks_, embeddings_norm_(words_(batch.ids)), final_norm_, sink,
                        [&](const Block& block, Index layer, const at::Tensor& hidden) {
                          return block(hidden, config_.slides[to_size(layer)] ? of_sliding : of_full, sink);
                        });
  }

  ModernBertConfig config_;
  Embedding words_;
  LayerNorm embeddings_norm_;
  Blocks<Block> blocks_;
  LayerNorm final_norm_;
};

}  // namespace

Family modernbert_family() {
  return planned_family<ModernBert, ModernBertConfig>(
      "modernbert",
      [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_modernbert_config(config); },
      modernbert_shape, modernbert_flops,
      [](const ModernBertConfig&) {
        return WeightPlace{"model", "embeddings.tok_embeddings.weight"};
      });
}

}  // namespace neurank::model
