#include "model/gpt2.hpp"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include <limits>

#include "base/error.hpp"
#include "model/device_batch.hpp"
#include "model/layers.hpp"

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

/// Throws Error for what changes the computation and is not done here.
void refuse_variants(const checkpoint::ModelConfig& config) {
  if (!config.flag("scale_attn_weights", true))
    throw input_error(config.file().string() + ": scale_attn_weights is false, only scaled scores are supported");
  for (const char* key : {"scale_attn_by_inverse_layer_idx", "add_cross_attention"})
    if (config.flag(key, false))
      throw input_error(config.file().string() + ": " + key + " is true, only plain GPT-2 is supported");
}

Gpt2Config read_gpt2_config(const checkpoint::ModelConfig& config) {
  refuse_variants(config);
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
          .activation = activation_name(gpt2.activation)};
}

double gpt2_flops(const checkpoint::ModelConfig& config, Index pieces) {
  const Gpt2Config gpt2 = read_gpt2_config(config);
  const double length = static_cast<double>(pieces), width = static_cast<double>(gpt2.width);
  const double projections = 4 * width * width + 2 * width * static_cast<double>(gpt2.inner_width);
  const double attention = 2 * length * width;  // masked products are computed too
  return 2 * static_cast<double>(gpt2.layers) * length * (projections + attention);
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
        inner_(load_linear(scope / "mlp.c_fc", config.width, config.inner_width)),
        activation_(config.activation),
        output_(load_linear(scope / "mlp.c_proj", config.inner_width, config.width)) {}

  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& mask) const {
    const at::Tensor attended = attention_output_(attention_(attention_norm_(hidden), mask)).add_(hidden);
    at::Tensor inner = inner_(inner_norm_(attended));
    apply_in_place(activation_, inner);
    return output_(inner).add_(attended);
  }

 private:
  LayerNorm attention_norm_;
  SelfAttention attention_;
  Linear attention_output_;
  LayerNorm inner_norm_;
  Linear inner_;
  Activation activation_;
  Linear output_;
};

/// [1, 1, P, K]: 0 where the key is the query's own or an earlier position, else -inf. Padding, which is on the right,
/// needs no mask of its own.
at::Tensor causal_mask(Index queries, Index keys, at::Device device) {
  return at::full({1, 1, queries, keys}, -std::numeric_limits<float>::infinity(),
                  at::TensorOptions().dtype(at::kFloat).device(device))
      .triu_(1);
}

class Gpt2 final : public LanguageModel {
 public:
  Gpt2(const Gpt2Config& config, ModelShape shape, const WeightScope& scope, at::Device device)
      : shape_(std::move(shape)),
        device_(device),
        words_(scope.load("wte.weight", {config.vocabulary, config.width})),
        positions_(scope.load("wpe.weight", {config.positions, config.width})),
        final_norm_(scope / "ln_f", config.width, config.epsilon) {
    const WeightScope layers = scope / "h";
    for (Index layer = 0; layer < config.layers; ++layer) blocks_.emplace_back(layers / layer, config);
    expect_no_more_layers(layers, config.layers, "ln_1.weight", "n_layer");
  }

  const ModelShape& shape() const override { return shape_; }

  void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) override {
    const c10::InferenceMode no_gradients;
    const DeviceBatch input = to_device(batch, shape_, device_);
    const at::Tensor wanted = rows_to_device(rows, device_);
    const at::Tensor mask = causal_mask(batch.length, input.key_mask.size(3), device_);
    at::Tensor hidden = at::embedding(words_, input.ids).add_(positions_.slice(0, 0, batch.length));
    for (std::size_t layer = 0; layer < blocks_.size(); ++layer) {
      hand_out(observer, static_cast<Index>(layer), hidden, wanted);
      hidden = blocks_[layer](hidden, mask);
    }
    hand_out(observer, static_cast<Index>(blocks_.size()), final_norm_(hidden), wanted);
  }

 private:
  ModelShape shape_;
  at::Device device_;
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
