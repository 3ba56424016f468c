#include "model/families/transformer_elmo_config.hpp"

#include "base/error.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

constexpr const char* contextualizer_type = "bidirectional_language_model_transformer";

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
  if (width % TransformerElmoConfig::heads != 0)
    throw input_error(config.file().string() + ": input_dim " + std::to_string(width) + " is not a multiple of the " +
                      std::to_string(TransformerElmoConfig::heads) + " heads that this family has");
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

}  // namespace

TransformerElmoConfig read_transformer_elmo_config(const ModelConfig& config) {
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

bool is_transformer_elmo(const ModelConfig& config) {
  if (!config.has("model")) return false;
  const ModelConfig model = config.section("model");
  return model.text("type", "") == "language_model" && model.has("contextualizer") &&
         model.section("contextualizer").text("type", "") == contextualizer_type;
}

}  // namespace neurank::model
