#include "model/transformer_elmo.hpp"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include <array>
#include <limits>

#include "base/error.hpp"
#include "model/character_encoder.hpp"
#include "model/device_batch.hpp"
#include "model/layers.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

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

/// Throws Error unless a setting has the one value that is supported.
void expect_text(const ModelConfig& config, const std::string& key, const std::string& supported) {
  const std::string value = config.text(key);
  if (value != supported)
    throw input_error(config.file().string() + ": " + key + " is \"" + value + "\", only \"" + supported +
                      "\" is supported");
}

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

TransformerElmoConfig read_config(const ModelConfig& config) {
  const ModelConfig model = config.section("model"), contextualizer = model.section("contextualizer");
  if (!model.flag("bidirectional", false))
    throw input_error(config.file().string() + ": model.bidirectional is not true, only that is supported");
  const ModelConfig embedders = model.section("text_field_embedder").section("token_embedders");
  const std::string name = embedder_name(embedders);
  const ModelConfig embedder = embedders.section(name), encoder = embedder.section("encoder");
  expect_text(embedder, "type", "character_encoding");
  expect_text(encoder, "type", "cnn-highway");
  const TransformerElmoConfig result{.characters = {.vocabulary = embedder.section("embedding").count("num_embeddings"),
                                                    .character_width = encoder.count("embedding_dim"),
                                                    .filters = encoder.count_pairs("filters"),
                                                    .highways = encoder.count("num_highway"),
                                                    .width = encoder.count("projection_dim"),
                                                    .projected_first = is_projected_first(encoder)},
                                     .has_norm = encoder.flag("do_layer_norm", false),
                                     .layers = contextualizer.count("num_layers"),
                                     .inner_width = contextualizer.count("hidden_dim"),
                                     .embedder = name};
  expect_supported_filters(encoder, result.characters);
  expect_fitting(config, contextualizer, result.characters.width);
  return result;
}

ModelShape shape_of(const ModelConfig& config) {
  const TransformerElmoConfig elmo = read_config(config);
  return character_model_shape("transformer-elmo", elmo.characters, elmo.layers, positions);
}

double flops_of(const ModelConfig& config, Index pieces) {
  const TransformerElmoConfig elmo = read_config(config);
  const auto width = static_cast<double>(elmo.characters.width), length = static_cast<double>(pieces);
  const double block = 4 * width * width + 2 * width * static_cast<double>(elmo.inner_width) + 2 * length * width;
  return 2 * length * (character_products(elmo.characters) + 2 * static_cast<double>(elmo.layers) * block);
}

Affine read_affine(const WeightScope& scope, Index inputs, Index outputs) {
  return {scope.load("weight", {outputs, inputs}), scope.load("bias", {outputs})};
}

CharacterWeights read_characters(const WeightScope& root, const TransformerElmoConfig& config) {
  const CharacterSizes& sizes = config.characters;
  const WeightScope embedder = root / "_text_field_embedder" / ("token_embedder_" + config.embedder);
  const WeightScope encoder = embedder / "_encoder._module";
  CharacterWeights weights;
  weights.characters = embedder.load("_embedding._module.weight", {sizes.vocabulary, sizes.character_width});
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

/// a = y + W_o attention(norm_0(y));  y' = a + W_2 relu(W_1 norm_1(a))
class Block {
 public:
  Block(const WeightScope& scope, const TransformerElmoConfig& config)
      : Block(scope / "self_attn.linears", scope / "feed_forward", scope / "sublayer", config.characters.width,
              config.inner_width) {}

  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& mask) const {
    const at::Tensor attended = attention_output_(attention_(attention_norm_(hidden), mask)).add_(hidden);
    return output_(inner_(inner_norm_(attended)).relu_()).add_(attended);
  }

 private:
  Block(const WeightScope& linears, const WeightScope& feed_forward, const WeightScope& sublayers, Index width,
        Index inner_width)
      : attention_norm_(sublayers / "0.norm", width),
        attention_(linears / "0", linears / "1", linears / "2", width, heads),
        attention_output_(linears / "3", width, width),
        inner_norm_(sublayers / "1.norm", width),
        inner_(feed_forward / "w_1", width, inner_width),
        output_(feed_forward / "w_2", inner_width, width) {}

  DeviationNorm attention_norm_;
  SelfAttention attention_;
  Linear attention_output_;
  DeviationNorm inner_norm_;
  Linear inner_, output_;
};

/// The blocks of one direction. Only the last one's output is normed.
class Stack {
 public:
  Stack(const WeightScope& scope, const TransformerElmoConfig& config)
      : norm_(scope / "norm", config.characters.width) {
    for (Index layer = 0; layer < config.layers; ++layer) blocks_.emplace_back(scope / "layers" / layer, config);
    if ((scope / "layers" / config.layers).contains("self_attn.linears.0.weight"))
      throw input_error(scope.source().file().string() + ": holds more layers than the " +
                            std::to_string(config.layers) + " of num_layers in config.json",
                        "are config.json and the weights of the same model?");
  }

  void advance(std::size_t layer, at::Tensor& hidden, const at::Tensor& mask) const {
    hidden = blocks_[layer](hidden, mask);
  }

  /// What is handed out of a layer.
  at::Tensor output(std::size_t layer, const at::Tensor& hidden) const {
    return layer + 1 < blocks_.size() ? hidden : norm_(hidden);
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
  std::array<at::Tensor, 2> masks = {key_mask + hidden.triu(1), key_mask + hidden.tril(-1)};
  for (at::Tensor& mask : masks) mask.diagonal(0, 2, 3).fill_(0);
  return masks;
}

class TransformerElmo final : public LanguageModel {
 public:
  TransformerElmo(const TransformerElmoConfig& config, ModelShape shape, const WeightScope& root, at::Device device)
      : shape_(std::move(shape)),
        device_(device),
        characters_(config.characters, read_characters(root, config)),
        positions_(
            (root / "_contextualizer._position").load("positional_encoding", {1, positions, config.characters.width})),
        layers_(static_cast<std::size_t>(config.layers)),
        stacks_{Stack(root / "_contextualizer._forward_transformer", config),
                Stack(root / "_contextualizer._backward_transformer", config)} {}

  const ModelShape& shape() const override { return shape_; }

  void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) override {
    const c10::InferenceMode no_gradients;
    const DeviceBatch input = to_device(batch, shape_, device_);
    const at::Tensor wanted = rows_to_device(rows, device_);
    const at::Tensor words = characters_(input.ids);
    hand_out(observer, 0, at::cat({words, words}, 2), wanted);
    const std::array<at::Tensor, 2> masks = direction_masks(input.key_mask, batch.length);
    std::array<at::Tensor, 2> hidden;
    hidden.fill(words + positions_.narrow(1, 0, batch.length));
    for (std::size_t layer = 0; layer < layers_; ++layer) {
      for (const std::size_t d : {0, 1}) stacks_[d].advance(layer, hidden[d], masks[d]);
      const at::Tensor both = at::cat({stacks_[0].output(layer, hidden[0]), stacks_[1].output(layer, hidden[1])}, 2);
      hand_out(observer, static_cast<Index>(layer) + 1, both, wanted);
    }
  }

 private:
  ModelShape shape_;
  at::Device device_;
  CharacterEncoder characters_;
  at::Tensor positions_;  ///< [1, positions, width]: sine and cosine by turns
  std::size_t layers_;
  std::array<Stack, 2> stacks_;  ///< forward, backward
};

std::unique_ptr<LanguageModel> load(const ModelConfig& config, const checkpoint::TensorSource& weights, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  return std::make_unique<TransformerElmo>(read_config(config), shape_of(config), WeightScope(weights, "", resolved),
                                           resolved);
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
