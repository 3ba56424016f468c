#include "model/families/families.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <c10/core/InferenceMode.h>

#include <array>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/parts/character_encoder.hpp"
#include "model/parts/pre_norm_block.hpp"
#include "model/parts/transformer_config.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;
using tokenizer::Characters;

constexpr Index heads = 8;         // not in the config: AllenNLP's code always takes 8
constexpr Index positions = 5000;  // length of its table of positions
constexpr const char* contextualizer_type = "bidirectional_language_model_transformer";

struct TransformerElmoConfig {
  CharacterSizes characters;
  bool has_norm;  ///< behind the characters' projection
  Index layers;
  Index inner_width;     ///< of the feed-forward part
  std::string embedder;  ///< the name under which the config knows the characters
};

bool is_projected_first(const ModelConfig& encoder) {
  const std::string location = encoder.text("projection_location", "after_highway");
  if (location != "after_cnn" && location != "after_highway")
    throw input_error(encoder.file().string() + ": projection_location is \"" + location +
                      "\", expected after_cnn or after_highway");
  return location == "after_cnn";
}

/// The one name among a model's token embedders.
std::string embedder_name(const ModelConfig& embedders) {
  const std::vector<std::string> names = embedders.keys();
  if (names.size() != 1)
    throw input_error(embedders.file().string() + ": " + std::to_string(names.size()) +
                      " token_embedders, only one, of characters, is supported");
  return names[0];
}

void expect_fitting(const ModelConfig& config, const ModelConfig& contextualizer, Index width) {
  expect_text(contextualizer, "type", contextualizer_type);
  const Index input = contextualizer.count("input_dim");
  if (input != width)
    throw input_error(config.file().string() + ": input_dim of the contextualizer is " + std::to_string(input) +
                      ", but projection_dim of the encoder is " + std::to_string(width));
  if (width % heads != 0)
    throw input_error(config.file().string() + ": input_dim " + std::to_string(width) + " is not a multiple of the " +
                      std::to_string(heads) + " heads that this family has");
}

CharacterSizes read_sizes(const ModelConfig& encoder) {
  expect_text(encoder, "type", "cnn-highway");
  CharacterSizes sizes{.character_width = encoder.count("embedding_dim"),
                       .filters = encoder.count_pairs("filters"),
                       .highways = encoder.count("num_highway"),
                       .width = encoder.count("projection_dim"),
                       .projected_first = is_projected_first(encoder)};
  expect_supported_filters(encoder, sizes);
  return sizes;
}

TransformerElmoConfig read_config(const ModelConfig& config) {
  const ModelConfig model = config.section("model"), contextualizer = model.section("contextualizer");
  expect_flag(model, "bidirectional", true);
  const ModelConfig embedders = model.section("text_field_embedder").section("token_embedders");
  TransformerElmoConfig elmo{};
  elmo.embedder = embedder_name(embedders);
  const ModelConfig embedder = embedders.section(elmo.embedder), encoder = embedder.section("encoder");
  expect_text(embedder, "type", "character_encoding");
  elmo.characters = read_sizes(encoder);
  elmo.has_norm = encoder.flag("do_layer_norm", false);
  expect_fitting(config, contextualizer, elmo.characters.width);
  elmo.layers = contextualizer.count("num_layers");
  elmo.inner_width = contextualizer.count("hidden_dim");
  return elmo;
}

ModelShape shape_of(const ModelConfig& config, const ModelSettings&) {
  const TransformerElmoConfig elmo = read_config(config);
  ModelShape shape = character_model_shape("transformer-elmo", elmo.characters, elmo.layers, positions);
  shape.inner_width = 2 * elmo.inner_width;  // that of the forward block, then that of the backward block
  return shape;
}

double flops_of(const ModelConfig& config, Index pieces) {
  const TransformerElmoConfig elmo = read_config(config);
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

/// Attention masks [B, 1, P, K] of the two directions: a piece sees itself and the pieces before it, or behind it, none
/// of them padding. (In padding it sees itself alone, because to see nothing is not a number.)
std::array<at::Tensor, 2> direction_masks(const at::Tensor& key_mask, Index pieces) {
  const at::Tensor hidden =
      at::full({pieces, key_mask.size(3)}, -std::numeric_limits<float>::infinity(), key_mask.options());
  std::array<at::Tensor, 2> masks = {key_mask.add(hidden.triu(1)), key_mask.add(hidden.tril(-1))};
  for (at::Tensor& mask : masks) mask.diagonal(0, 2, 3).fill_(0);
  return masks;
}

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

std::unique_ptr<LanguageModel> load(const ModelConfig& config,
                                    const std::shared_ptr<const checkpoint::TensorSource>& weights,
                                    const ModelSettings& settings, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  return std::make_unique<TransformerElmo>(read_config(config), shape_of(config, settings),
                                           WeightScope(weights, resolved));
}

bool is_transformer_elmo(const ModelConfig& config) {
  if (!config.has("model")) return false;
  const ModelConfig model = config.section("model");
  return model.text("type", "") == "language_model" && model.has("contextualizer") &&
         model.section("contextualizer").text("type", "") == contextualizer_type;
}

}  // namespace

Family transformer_elmo_family() { return {"transformer-elmo", shape_of, flops_of, load, is_transformer_elmo}; }

}  // namespace neurank::model
