#include "model/families/families.hpp"

#include <ATen/ops/cat.h>

#include <array>

#include "base/cast.hpp"
#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/families/transformer_elmo_config.hpp"
#include "model/parts/character_encoder.hpp"
#include "model/parts/masks.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {
namespace {

using tokenizer::Characters;

constexpr Index heads = TransformerElmoConfig::heads, positions = TransformerElmoConfig::positions;

ModelShape shape_of(const TransformerElmoConfig& elmo) {
  ModelShape shape = character_model_shape("transformer-elmo", elmo.characters, elmo.layers, positions);
  shape.inner_width = 2 * elmo.inner_width;  // that of the forward block, then that of the backward block
  return shape;
}

double flops_of(const TransformerElmoConfig& elmo, Index pieces) {
  return 2 * to_double(pieces) * character_products(elmo.characters) +
         transformer_flops(2 * elmo.layers, elmo.characters.width, elmo.inner_width, pieces);
}

Affine read_affine(const WeightScope& scope, Index inputs, Index outputs) {
  return {scope.load("weight", {outputs, inputs}), scope.load("bias", {outputs})};
}

CharacterWeights read_characters(const WeightScope& root, const TransformerElmoConfig& config) {
  const CharacterSizes& sizes = config.characters;
  const WeightScope embedder = root / "_text_field_embedder" / ("token_embedder_" + config.embedder);
  const WeightScope encoder = embedder / "_encoder._module";
  CharacterWeights weights;
  weights.characters = embedder.load("_embedding._module.weight", {Characters::vocabulary, sizes.character_width});
  for (std::size_t i = 0; i < sizes.filters.size(); ++i) {
    const auto [span, count] = sizes.filters[i];
    const WeightScope filter = encoder / ("char_conv_" + std::to_string(i));
    weights.filters.push_back({filter.load("weight", {count, sizes.character_width, span}).transpose(1, 2).flatten(1),
                               filter.load("bias", {count})});
  }
  const Index width = sizes.highway_width();
  for (Index i = 0; i < sizes.highways; ++i)
    weights.highways.push_back(read_affine(encoder / "_highways._layers" / i, width, 2 * width));
  weights.projection = read_affine(encoder / "_projection", sizes.filter_outputs(), sizes.width);
  if (config.has_norm) weights.norm.emplace(encoder / "_layer_norm", sizes.width);
  return weights;
}

using Block = PreNormBlock<DeviationNorm, FeedForward>;

Block read_block(const WeightScope& scope, const TransformerElmoConfig& config) {
  const Index width = config.characters.width, inner = config.inner_width;
  const WeightScope linears = scope / "self_attn.linears", feed_forward = scope / "feed_forward";
  const AttentionSizes sizes = equal_heads(width, heads);
  return {.attention_norm = DeviationNorm(scope / "sublayer.0.norm", width),
          .attention = {stack_projections(linears / "0", linears / "1", linears / "2", sizes), sizes},
          .attention_output = {linears / "3", width, width},
          .inner_norm = {scope / "sublayer.1.norm", width},
          .inner = {{feed_forward / "w_1", width, inner}, Activation::relu, {feed_forward / "w_2", inner, width}}};
}

/// Keeps what enters the second projection of one direction's block, which is half of the layer's.
struct InnerOfOne final : LayerSink {
  bool is_done() const override { return false; }
  void residual(const at::Tensor&) override {}
  void mlp(const at::Tensor& inner) override { tensor = inner; }

  at::Tensor tensor;
};

/// The blocks of one direction. Only the last one's output is normed.
class Stack {
 public:
  Stack(const WeightScope& scope, const TransformerElmoConfig& config)
      : norm_(scope / "norm", config.characters.width) {
    for (Index layer = 0; layer < config.layers; ++layer)
      blocks_.push_back(read_block(scope / "layers" / layer, config));
    (scope / "layers" / config.layers).expect_no_surplus("self_attn.linears.0.weight", "num_layers");
  }

  Index layers() const { return to_index(blocks_.size()); }

  /// Runs one block and gives what is handed out after it.
  at::Tensor advance(Index layer, at::Tensor& hidden, const at::Tensor& mask, LayerSink& sink) const {
    const auto block = to_size(layer);
    hidden = blocks_[block](hidden, {mask}, sink);
    return block + 1 < blocks_.size() ? hidden : norm_(hidden);
  }

 private:
  std::vector<Block> blocks_;
  DeviationNorm norm_;
};

class TransformerElmo final : public DeviceModel {
 public:
  TransformerElmo(const TransformerElmoConfig& config, ModelShape shape, const WeightScope& root)
      : DeviceModel(std::move(shape), root),
        characters_(config.characters, read_characters(root, config)),
        positions_(
            (root / "_contextualizer._position").load("positional_encoding", {1, positions, config.characters.width})),
        stacks_{Stack(root / "_contextualizer._forward_transformer", config),
                Stack(root / "_contextualizer._backward_transformer", config)} {}

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const at::Tensor words = characters_(batch.ids);
    sink.residual(at::cat({words, words}, 2));
    const Index pieces = batch.ids.size(1);
    const std::array<at::Tensor, 2> masks = direction_masks(batch.key_mask, pieces);
    std::array<at::Tensor, 2> hidden, outputs;
    std::array<InnerOfOne, 2> inner;
    hidden.fill(words.add(positions_.narrow(1, 0, pieces)));
    for (Index layer = 1; layer <= stacks_[0].layers(); ++layer) {
      if (sink.is_done()) return;
      for (const int d : {0, 1}) outputs[d] = stacks_[d].advance(layer - 1, hidden[d], masks[d], inner[d]);
      sink.mlp(at::cat({inner[0].tensor, inner[1].tensor}, 2));
      sink.residual(at::cat(outputs, 2));
    }
  }

  CharacterEncoder characters_;
  at::Tensor positions_;         ///< [1, positions, width]: sine and cosine by turns
  std::array<Stack, 2> stacks_;  ///< forward, backward
};

}  // namespace

Family transformer_elmo_family() {
  Family family = planned_family<TransformerElmo, TransformerElmoConfig>(
      "transformer-elmo",
      [](const checkpoint::ModelConfig& config, const ModelSettings&) { return read_transformer_elmo_config(config); },
      shape_of, flops_of, at_the_root<TransformerElmoConfig>);
  family.recognises = is_transformer_elmo;
  return family;
}

}  // namespace neurank::model
