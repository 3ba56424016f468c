
#include "base/cast.hpp"
#include "model/device_model.hpp"
#include "model/families/families.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/masks.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

struct NeoxConfig {
  Index layers;
  Index width;
  Index heads;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index positions;
  double epsilon;
  Activation activation;
  bool attention_bias;
  bool is_parallel;  ///< attention and feed-forward part read the same states
  RotaryPlan rotary;
};

NeoxConfig read_neox_config(const ModelConfig& config) {
  expect_multiple(config, "hidden_size", "num_attention_heads");
  const Index width = config.count("hidden_size"), heads = config.count("num_attention_heads");
  const RotaryKeys rotary = {.base = "rotary_emb_base", .part = "rotary_pct", .default_part = 0.25};
  return {.layers = config.count("num_hidden_layers"),
          .width = width,
          .heads = heads,
          .inner_width = config.count("intermediate_size"),
          .vocabulary = config.count("vocab_size"),
          .positions = config.count("max_position_embeddings"),
          .epsilon = config.positive_number("layer_norm_eps", 1e-5),
          .activation = read_activation(config, "hidden_act"),
          .attention_bias = config.flag("attention_bias", true),
          .is_parallel = config.flag("use_parallel_residual", true),
          .rotary = read_rotary(config, width / heads, rotary)};
}

ModelShape neox_shape(const NeoxConfig& neox) {
  return {.family = "gpt_neox",
          .layers = neox.layers + 1,
          .width = neox.width,
          .layer_names = layer_names_with_final_norm(neox.layers),
          .max_pieces = neox.positions,
          .vocabulary = neox.vocabulary,
          .activation = name_of(neox.activation),
          .inner_width = neox.inner_width,
          .is_causal = true};
}

double neox_flops(const NeoxConfig& neox, Index pieces) {
  return transformer_flops(neox.layers, neox.width, neox.inner_width, pieces);
}

/// Stored head by head, in each the query's rows, then the key's, then the value's.
at::Tensor by_kind(const at::Tensor& stored, const NeoxConfig& config) {
  const Index rows = config.width / config.heads;
  return stored.view({config.heads, 3, rows, -1}).transpose(0, 1).reshape(stored.sizes());
}

Projections read_projections(const WeightScope& scope, const NeoxConfig& config) {
  const Index outputs = 3 * config.width;
  const at::Tensor bias = load_bias(scope, outputs, bias_if(config.attention_bias));
  return {by_kind(scope.load("weight", {outputs, config.width}), config),
          bias.defined() ? by_kind(bias, config) : bias};
}

using Block = PreNormBlock<LayerNorm, FeedForward>;

Block read_block(const WeightScope& scope, const NeoxConfig& config) {
  const Index width = config.width, inner = config.inner_width;
  return {
      .attention_norm = LayerNorm(scope / "input_layernorm", width, config.epsilon),
      .attention = {read_projections(scope / "attention.query_key_value", config), equal_heads(width, config.heads)},
      .attention_output = {scope / "attention.dense", width, width, bias_if(config.attention_bias)},
      .inner_norm = {scope / "post_attention_layernorm", width, config.epsilon},
      .inner = {{scope / "mlp.dense_h_to_4h", width, inner},
                config.activation,
                {scope / "mlp.dense_4h_to_h", inner, width}},
      .is_parallel = config.is_parallel};
}

class GptNeox final : public DeviceModel {
 public:
  GptNeox(const NeoxConfig& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        rotary_(config.rotary),
        words_(scope, "embed_in.weight", config.vocabulary, config.width),
        blocks_(scope / "layers", config.layers,
                [config](const WeightScope& layers, Index layer) { return read_block(layers / layer, config); }),
        final_norm_(scope / "final_layer_norm", config.width, config.epsilon) {
    (scope / "layers" / config.layers).expect_no_surplus("input_layernorm.weight", "num_hidden_layers");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Index length = batch.ids.size(1);
    const Rotation rotation = rotation_of(rotary_, length, batch.ids.device());
    const at::Tensor mask = causal_mask(length, batch.key_mask.size(3), 0, batch.ids.device());
    run_with_final_norm(blocks_, words_(batch.ids), final_norm_, sink,
                        [&](const Block& block, Index, const at::Tensor& hidden) {
                          return block(hidden, {mask, &rotation}, sink);
                        });
  }

  RotaryPlan rotary_;
  Embedding words_;
  Blocks<Block> blocks_;
  LayerNorm final_norm_;
};

}  // namespace

Family gpt_neox_family() {
  return planned_family<GptNeox, NeoxConfig>(
      "gpt_neox", [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_neox_config(config); },
      neox_shape, neox_flops,
      [](const NeoxConfig&) {
        return WeightPlace{"gpt_neox", "embed_in.weight"};
      });
}

}  // namespace neurank::model
