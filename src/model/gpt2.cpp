#include "model/families.hpp"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include <limits>

#include "model/device_model.hpp"
#include "model/layers.hpp"
#include "model/transformer_config.hpp"

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

ModelShape gpt2_shape(const checkpoint::ModelConfig& config, const ModelSettings&) {
  const Gpt2Config gpt2 = read_gpt2_config(config);
  std::vector<std::string> names = layer_names_of(gpt2.layers);
  names.back() += "_final_norm";
  return {.family = "gpt2",
          .layers = gpt2.layers + 1,
          .width = gpt2.width,
          .layer_names = std::move(names),
          .max_pieces = gpt2.positions,
          .vocabulary = gpt2.vocabulary,
          .activation = name_of(gpt2.activation)};
}

double gpt2_flops(const checkpoint::ModelConfig& config, Index pieces) {
  const Gpt2Config gpt2 = read_gpt2_config(config);
  return transformer_flops(gpt2.layers, gpt2.width, gpt2.inner_width, pieces);  // masked products are computed too
}

/// GPT-2's weights are stored as [inputs, outputs].
at::Tensor load_transposed(const WeightScope& scope, Index inputs, Index outputs) {
  return scope.load("weight", {inputs, outputs}).t().contiguous();
}

Linear load_linear(const WeightScope& scope, Index inputs, Index outputs) {
  return {load_transposed(scope, inputs, outputs), scope.load("bias", {outputs})};
}

/// a = h + W_o attention(LN(h));  h' = a + W_2 act(W_1 LN(a))
class Block {
 public:
  Block(const WeightScope& scope, const Gpt2Config& config)
      : attention_norm_(scope / "ln_1", config.width, config.epsilon),
        attention_(load_transposed(scope / "attn.c_attn", config.width, 3 * config.width),
                   (scope / "attn.c_attn").load("bias", {3 * config.width}), config.heads),
        attention_output_(load_linear(scope / "attn.c_proj", config.width, config.width)),
        inner_norm_(scope / "ln_2", config.width, config.epsilon),
        feed_forward_{load_linear(scope / "mlp.c_fc", config.width, config.inner_width), config.activation,
                      load_linear(scope / "mlp.c_proj", config.inner_width, config.width)} {}

  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& mask) const {
    const at::Tensor attended = attention_output_(attention_(attention_norm_(hidden), mask)).add_(hidden);
    return feed_forward_(inner_norm_(attended)).add_(attended);
  }

 private:
  LayerNorm attention_norm_;
  SelfAttention attention_;
  Linear attention_output_;
  LayerNorm inner_norm_;
  FeedForward feed_forward_;
};

/// [1, 1, P, K]: 0 where the key is the query's own or an earlier position, else -inf. Padding, which is on the right,
/// needs no mask of its own.
at::Tensor causal_mask(Index queries, Index keys, at::Device device) {
  return at::full({1, 1, queries, keys}, -std::numeric_limits<float>::infinity(),
                  at::TensorOptions().dtype(at::kFloat).device(device))
      .triu_(1);
}

class Gpt2 final : public DeviceModel {
 public:
  Gpt2(const Gpt2Config& config, ModelShape shape, const WeightScope& scope, at::Device device)
      : DeviceModel(std::move(shape), device),
        words_(scope.load("wte.weight", {config.vocabulary, config.width})),
        positions_(scope.load("wpe.weight", {config.positions, config.width})),
        final_norm_(scope / "ln_f", config.width, config.epsilon) {
    const WeightScope layers = scope / "h";
    for (Index layer = 0; layer < config.layers; ++layer) blocks_.emplace_back(layers / layer, config);
    (layers / config.layers).expect_no_surplus("ln_1.weight", "n_layer");
  }

 private:
  void compute(const DeviceBatch& batch, const LayerSink& next_layer) const override {
    const Index length = batch.ids.size(1);
    const at::Tensor mask = causal_mask(length, batch.key_mask.size(3), batch.ids.device());
    at::Tensor hidden = at::embedding(words_, batch.ids).add_(positions_.slice(0, 0, length));
    for (const Block& block : blocks_) {
      next_layer(hidden);
      hidden = block(hidden, mask);
    }
    next_layer(final_norm_(hidden));
  }

  at::Tensor words_, positions_;
  std::vector<Block> blocks_;
  LayerNorm final_norm_;
};

std::unique_ptr<LanguageModel> load_gpt2(const checkpoint::ModelConfig& config, const checkpoint::TensorSource& weights,
                                         const ModelSettings& settings, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  const WeightScope scope = skip_prefix({weights, "", resolved}, "transformer", "wte.weight");
  return std::make_unique<Gpt2>(read_gpt2_config(config), gpt2_shape(config, settings), scope, resolved);
}

}  // namespace

Family gpt2_family() { return {"gpt2", gpt2_shape, gpt2_flops, load_gpt2}; }

}  // namespace neurank::model
