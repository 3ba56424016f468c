#include "model/families/families.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/norms.hpp"
#include "model/parts/relative_attention.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

/// Of sentence A, of B, of <cls>, of padding: what the published tokenizer tells apart.
constexpr Index token_types = 4;

struct XlnetConfig {
  Index layers;
  Index width;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  double epsilon;
  Activation activation;
  RelativeSizes attention;
};

Activation xlnet_activation(const checkpoint::ModelConfig& config, const ModelSettings& settings) {
  const Activation named = read_activation(config, "ff_activation");
  if (named == Activation::gelu_erf) return settings.gelu == Gelu::erf ? Activation::gelu_erf : Activation::gelu_tanh;
  if (settings.gelu)
    throw usage_error(
        "gelu of model " + settings.name + ": the model's ff_activation is not \"gelu\" but " + name_of(named),
        "leave it out");
  return named;
}

Index head_width(const checkpoint::ModelConfig& config) {
  if (config.has("d_head")) return config.count("d_head");
  expect_multiple(config, "d_model", "n_head");
  return config.count("d_model") / config.count("n_head");
}

XlnetConfig read_xlnet_config(const checkpoint::ModelConfig& config, const ModelSettings& settings) {
  expect_text(config, "attn_type", "bi");
  expect_flag(config, "bi_data", false);
  if (config.count("d_model") % 2 != 0)
    throw input_error(config.file().string() + ": d_model is odd, but positions need half of it for sines");
  return {.layers = config.count("n_layer"),
          .width = config.count("d_model"),
          .inner_width = config.count("d_inner"),
          .vocabulary = config.count("vocab_size"),
          .epsilon = config.positive_number("layer_norm_eps", 1e-12),
          .activation = xlnet_activation(config, settings),
          .attention = {.width = config.count("d_model"),
                        .heads = config.count("n_head"),
                        .head_width = head_width(config),
                        .clamp = config.whole_number("clamp_len", -1)}};
}

ModelShape xlnet_shape(const XlnetConfig& xlnet) {
  return {.family = "xlnet",
          .layers = xlnet.layers + 1,
          .width = xlnet.width,
          .layer_names = layer_names_of(xlnet.layers),
          .max_pieces = 0,
          .vocabulary = xlnet.vocabulary,
          .segments = token_types,
          .activation = name_of(xlnet.activation),
          .inner_width = xlnet.inner_width};
}

/// Without the projection of the distances, which all sequences of a batch share.
double xlnet_flops(const XlnetConfig& xlnet, Index pieces) {
  const double length = to_double(pieces), width = to_double(xlnet.width);
  const double heads_width = to_double(xlnet.attention.heads * xlnet.attention.head_width);
  const double projections = 4 * width * heads_width + 2 * width * to_double(xlnet.inner_width);
  const double attention = (2 * length + 2 * length - 1) * heads_width;  // by content, by distance; values
  return 2 * to_double(xlnet.layers) * length * (projections + attention);
}

/// a = LN(attention(h) + h);  h' = LN(W_2 act(W_1 a) + a)
class Block {
 public:
  Block(const WeightScope& scope, const XlnetConfig& config)
      : attention_(scope / "rel_attn", config.attention),
        attention_norm_(scope / "rel_attn.layer_norm", config.width, config.epsilon),
        feed_forward_{{scope / "ff.layer_1", config.width, config.inner_width},
                      config.activation,
                      {scope / "ff.layer_2", config.inner_width, config.width}},
        output_norm_(scope / "ff.layer_norm", config.width, config.epsilon) {}

  at::Tensor operator()(const at::Tensor& hidden, const RelativeContext& around, LayerSink& sink) const {
    const at::Tensor attended = attention_norm_(attention_(hidden, around).add_(hidden));
    return output_norm_(feed_forward_(attended, sink).add_(attended));
  }

 private:
  RelativeAttention attention_;
  LayerNorm attention_norm_;
  FeedForward feed_forward_;
  LayerNorm output_norm_;
};

class Xlnet final : public DeviceModel {
 public:
  Xlnet(const XlnetConfig& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        config_(config),
        words_(scope, "word_embedding.weight", config.vocabulary, config.width),
        blocks_(scope / "layer", config.layers,
                [config](const WeightScope& layers, Index layer) { return Block(layers / layer, config); }) {
    (scope / "layer" / config.layers).expect_no_surplus("rel_attn.q", "n_layer");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const RelativeContext around = relative_context_of(batch, config_.attention);
    at::Tensor hidden = words_(batch.ids);
    sink.residual(hidden);
    for (Index layer = 0; layer < blocks_.size(); ++layer) {
      if (sink.is_done()) return;
      hidden = blocks_.with(layer, [&](const Block& block) { return block(hidden, around, sink); });
      sink.residual(hidden);
    }
  }

  XlnetConfig config_;
  Embedding words_;
  Blocks<Block> blocks_;
};

}  // namespace

Family xlnet_family() {
  Family family =
      planned_family<Xlnet, XlnetConfig>("xlnet", read_xlnet_config, xlnet_shape, xlnet_flops, [](const XlnetConfig&) {
        return WeightPlace{"transformer", "word_embedding.weight"};
      });
  family.gelu_is_open = true;
  return family;
}

}  // namespace neurank::model
