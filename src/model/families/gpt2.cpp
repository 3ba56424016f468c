#include "model/families/families.hpp"

#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/masks.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

struct Gpt2Config {
  Index layers;
  Index width;
  Index heads;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index positions;
  double epsilon;
  Activation activation;
};

Gpt2Config read_gpt2_config(const checkpoint::ModelConfig& config) {
  expect_flag(config, "scale_attn_weights", true);
  expect_flag(config, "scale_attn_by_inverse_layer_idx", false);
  expect_flag(config, "add_cross_attention", false);
  expect_multiple(config, "n_embd", "n_head");
  return {.layers = config.count("n_layer"),
          .width = config.count("n_embd"),
          .heads = config.count("n_head"),
          .inner_width = config.count("n_inner", 4 * config.count("n_embd")),
          .vocabulary = config.count("vocab_size"),
          .positions = config.count("n_positions"),
          .epsilon = config.positive_number("layer_norm_epsilon", 1e-5),
          .activation = read_activation(config, "activation_function", "gelu_new")};
}

ModelShape gpt2_shape(const Gpt2Config& gpt2) {
  return {.family = "gpt2",
          .layers = gpt2.layers + 1,
          .width = gpt2.width,
          .layer_names = layer_names_with_final_norm(gpt2.layers),
          .max_pieces = gpt2.positions,
          .vocabulary = gpt2.vocabulary,
          .activation = name_of(gpt2.activation),
          .inner_width = gpt2.inner_width,
          .is_causal = true};
}

double gpt2_flops(const Gpt2Config& gpt2, Index pieces) {
  return transformer_flops(gpt2.layers, gpt2.width, gpt2.inner_width, pieces);  // masked products are computed too
}

/// GPT-2's weights are stored as [inputs, outputs].
at::Tensor load_transposed(const WeightScope& scope, Index inputs, Index outputs) {
  return scope.load("weight", {inputs, outputs}).t().contiguous();
}

Linear load_linear(const WeightScope& scope, Index inputs, Index outputs) {
  return {load_transposed(scope, inputs, outputs), scope.load("bias", {outputs})};
}

using Block = PreNormBlock<LayerNorm, FeedForward>;

Block read_block(const WeightScope& scope, const Gpt2Config& config) {
  const Index width = config.width;
  return {.attention_norm = LayerNorm(scope / "ln_1", width, config.epsilon),
          .attention = {{load_transposed(scope / "attn.c_attn", width, 3 * width),
                         (scope / "attn.c_attn").load("bias", {3 * width})},
                        equal_heads(width, config.heads)},
          .attention_output = load_linear(scope / "attn.c_proj", width, width),
          .inner_norm = {scope / "ln_2", width, config.epsilon},
          .inner = {load_linear(scope / "mlp.c_fc", width, config.inner_width), config.activation,
                    load_linear(scope / "mlp.c_proj", config.inner_width, width)}};
}

class Gpt2 final : public DeviceModel {
 public:
  Gpt2(const Gpt2Config& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        words_(scope, "wte.weight", config.vocabulary, config.width),
        positions_(scope.load("wpe.weight", {config.positions, config.width})),
        blocks_(scope / "h", config.layers,
                [config](const WeightScope& layers, Index layer) { return read_block(layers / layer, config); }),
        final_norm_(scope / "ln_f", config.width, config.epsilon) {
    (scope / "h" / config.layers).expect_no_surplus("ln_1.weight", "n_layer");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Index length = batch.ids.size(1);
    const at::Tensor mask = causal_mask(length, batch.key_mask.size(3), 0, batch.ids.device());
    run_with_final_norm(
        blocks_, words_(batch.ids).add_(positions_.slice(0, 0, length)), final_norm_, sink,
        [&](const Block& block, Index, const at::Tensor& hidden) { return block(hidden, {mask}, sink); });
  }

  Embedding words_;
  at::Tensor positions_;
  Blocks<Block> blocks_;
  LayerNorm final_norm_;
};

}  // namespace

Family gpt2_family() {
  return planned_family<Gpt2, Gpt2Config>(
      "gpt2", [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_gpt2_config(config); },
      gpt2_shape, gpt2_flops,
      [](const Gpt2Config&) {
        return WeightPlace{"transformer", "wte.weight"};
      });
}

}  // namespace neurank::model
