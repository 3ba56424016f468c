#include <ATen/ops/embedding.h>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/families/families.hpp"
#include "model/families/loading.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/distance_buckets.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

struct T5Config {
  Index layers;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index buckets;  ///< of distances
  Index farthest;
  double epsilon;
  AttentionSizes attention;
  Activation activation = Activation::relu;
  bool is_gated = false;
};

/// "relu", or "gated-gelu", where the older formula of gelu is meant.
void read_feed_forward(const ModelConfig& config, T5Config& t5) {
  constexpr std::string_view gated = "gated-";
  std::string name = config.text("feed_forward_proj", "relu");
  t5.is_gated = name.starts_with(gated);
  if (t5.is_gated) name = name.substr(gated.size());
  if (t5.is_gated && name == "gelu") name = "gelu_new";
  t5.activation = activation_named(name, config.file().string() + ": feed_forward_proj");
}

T5Config read_t5_config(const ModelConfig& config) {
  T5Config t5{.layers = config.count("num_layers"),
              .inner_width = config.count("d_ff"),
              .vocabulary = config.count("vocab_size"),
              .buckets = config.count("relative_attention_num_buckets", 32),
              .farthest = config.count("relative_attention_max_distance", 128),
              .epsilon = config.positive_number("layer_norm_epsilon", 1e-6),
              .attention = {.width = config.count("d_model"),
                            .heads = config.count("num_heads"),
                            .key_heads = config.count("num_heads"),
                            .head_width = config.count("d_kv"),
                            .scale = 1}};  // the first weights were drawn so that it is not needed
  if (t5.buckets < 4 || t5.buckets % 4 != 0 || t5.farthest <= t5.buckets / 4)
    throw input_error(config.file().string() + ": relative_attention_num_buckets " + std::to_string(t5.buckets) +
                      " and relative_attention_max_distance " + std::to_string(t5.farthest) + " do not fit");
  read_feed_forward(config, t5);
  return t5;
}

ModelShape t5_shape(const T5Config& t5) {
  return {.family = "t5",
          .layers = t5.layers + 1,
          .width = t5.attention.width,
          .layer_names = layer_names_with_final_norm(t5.layers),
          .max_pieces = 0,
          .vocabulary = t5.vocabulary,
          .activation = name_of(t5.activation),
          .inner_width = t5.inner_width};
}

double t5_flops(const T5Config& t5, Index pieces) {
  const Index width = t5.attention.width, heads_width = t5.attention.heads * t5.attention.head_width;
  const Index of_inner = (t5.is_gated ? 3 : 2) * width * t5.inner_width;
  return 2 * to_double(t5.layers * pieces) * to_double(4 * width * heads_width + of_inner + 2 * pieces * heads_width);
}

AnyFeedForward read_inner(const WeightScope& scope, const T5Config& config) {
  const auto linear = [&](const char* name, Index inputs, Index outputs) {
    return Linear(scope / name, inputs, outputs, Bias::none);
  };
  const Index width = config.attention.width, inner = config.inner_width;
  if (!config.is_gated) return FeedForward{linear("wi", width, inner), config.activation, linear("wo", inner, width)};
  return GatedFeedForward{linear("wi_0", width, inner), config.activation, linear("wi_1", width, inner),
                          linear("wo", inner, width)};
}

using Block = PreNormBlock<RmsNorm, AnyFeedForward>;

Block read_block(const WeightScope& scope, const T5Config& config) {
  const AttentionSizes& sizes = config.attention;
  const WeightScope attention = scope / "layer.0.SelfAttention";
  return {.attention_norm = RmsNorm(scope / "layer.0.layer_norm", sizes.width, config.epsilon),
          .attention = {stack_projections(attention / "q", attention / "k", attention / "v", sizes, Bias::none), sizes},
          .attention_output = {attention / "o", sizes.heads * sizes.head_width, sizes.width, Bias::none},
          .inner_norm = {scope / "layer.1.layer_norm", sizes.width, config.epsilon},
          .inner = read_inner(scope / "layer.1.DenseReluDense", config)};
}

class T5 final : public DeviceModel {
 public:
  T5(const T5Config& config, ModelShape shape, const WeightScope& root)
      : DeviceModel(std::move(shape), root),
        config_(config),
        words_(root, root.contains("shared.weight") ? "shared.weight" : "encoder.embed_tokens.weight",
               config.vocabulary, config.attention.width),
        of_buckets_((root / "encoder.block.0.layer.0.SelfAttention.relative_attention_bias")
                        .load("weight", {config.buckets, config.attention.heads})),
        blocks_(root / "encoder.block", config.layers,
                [config](const WeightScope& layers, Index layer) { return read_block(layers / layer, config); }),
        final_norm_(root / "encoder.final_layer_norm", config.attention.width, config.epsilon) {
    (root / "encoder.block" / config.layers).expect_no_surplus("layer.0.layer_norm.weight", "num_layers");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Index length = batch.ids.size(1), keys = batch.key_mask.size(3);
    const at::Tensor mask = batch.key_mask.expand({batch.ids.size(0), config_.attention.heads, length, keys})
                                .clone(at::MemoryFormat::Contiguous);
    const at::Tensor buckets = distance_buckets(config_.buckets, config_.farthest, length, batch.ids.device());
    mask.narrow(3, 0, length).add_(at::embedding(of_buckets_, buckets).permute({2, 0, 1}));
    run_with_final_norm(
        blocks_, words_(batch.ids), final_norm_, sink,
        [&](const Block& block, Index, const at::Tensor& hidden) { return block(hidden, {mask}, sink); });
  }

  T5Config config_;
  Embedding words_;
  at::Tensor of_buckets_;  ///< [buckets, heads]
  Blocks<Block> blocks_;
  RmsNorm final_norm_;
};

}  // namespace

Family t5_family() {
  return planned_family<T5, T5Config>(
      "t5", [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_t5_config(config); },
      t5_shape, t5_flops, at_the_root<T5Config>);
}

}  // namespace neurank::model
