#include <gtest/gtest.h>

#include "base/random.hpp"
#include "checkpoint/model_files.hpp"
#include "model/edited_model.hpp"
#include "model/golden_states.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::model {
namespace {

namespace fs = std::filesystem;

const fs::path golden = fs::path(NEURANK_TEST_DATA) / "t-elmo";
const std::string encoder = "_text_field_embedder.token_embedder_token_characters._encoder._module.";

std::vector<checkpoint::NamedTensor> golden_weights() {
  std::vector<checkpoint::NamedTensor> tensors;
  const auto source = checkpoint::open_weights(golden);
  for (const std::string& name : source->names()) {
    const checkpoint::Shape& shape = *source->find(name);
    tensors.push_back({name, shape, std::vector<float>(static_cast<std::size_t>(checkpoint::num_elements(shape)))});
    source->read(name, tensors.back().values);
  }
  return tensors;
}

/// The golden with other settings or weights.
class TransformerElmo : public testing::Test {
 protected:
  TransformerElmo() : model_(test::read_json(golden / "config.json"), golden_weights()) {}

  nlohmann::json& embedder() {
    return model_.config["model"]["text_field_embedder"]["token_embedders"]["token_characters"];
  }

  /// Characters' vectors of one sentence [words, 2 width].
  Matrix word_vectors() const {
    const auto words = test::read_json(golden / "inputs.json")["sentences"]["s2"].get<std::vector<std::string>>();
    const auto ids = tokenizer::load_tokenizer(golden)->tokenize(words).ids;
    const auto count = static_cast<Index>(words.size());
    return test::all_layers(*model_.load(),
                            {.length = count, .ids = {ids.begin(), ids.end()}, .lengths = {count}, .segments = {}})[0];
  }

  /// Makes the highways of this width hand on their input.
  void open_highways(Index width) {
    for (const std::string layer : {"0", "1"}) {
      auto& weight = model_.tensor(encoder + "_highways._layers." + layer + ".weight");
      weight.shape = {2 * width, width};
      weight.values.assign(static_cast<std::size_t>(2 * width * width), 0.0f);
      auto& bias = model_.tensor(encoder + "_highways._layers." + layer + ".bias");
      bias.shape = {2 * width};
      bias.values.assign(static_cast<std::size_t>(2 * width), 100.0f);
    }
  }

  test::EditedModel model_;
};

TEST_F(TransformerElmo, without_highways_it_does_not_matter_where_the_projection_is) {
  open_highways(60);
  const Matrix after_highway = word_vectors();
  embedder()["encoder"]["projection_location"] = "after_cnn";
  EXPECT_MENTIONS(model_.error_of_loading(), "_highways._layers.0.weight is [120, 60], expected [64, 32]");
  open_highways(32);
  EXPECT_LE((word_vectors() - after_highway).cwiseAbs().maxCoeff(), 1e-5f);
}

TEST_F(TransformerElmo, a_highway_behind_the_projection_mixes_its_input_with_its_candidate) {
  // With a candidate of relu(2) and an equal share of both, each of two highways makes x to x / 2 + 1.
  embedder()["encoder"]["projection_location"] = "after_cnn";
  embedder()["encoder"]["do_layer_norm"] = false;
  open_highways(32);
  const Matrix before = word_vectors();
  for (const std::string layer : {"0", "1"}) {
    auto& bias = model_.tensor(encoder + "_highways._layers." + layer + ".bias").values;
    std::fill(bias.begin(), bias.begin() + 32, 2.0f);
    std::fill(bias.begin() + 32, bias.end(), 0.0f);
  }
  const Matrix expected = (before.array() / 4 + 1.5f).matrix();
  EXPECT_LE((word_vectors() - expected).cwiseAbs().maxCoeff(), 1e-6f);
}

TEST_F(TransformerElmo, the_norm_adds_its_epsilon_to_the_deviation) {
  embedder()["encoder"]["do_layer_norm"] = false;
  // Deviations of about 1e-6 show which epsilon it is.
  for (const char* part : {"_projection.weight", "_projection.bias"})
    for (float& value : model_.tensor(encoder + part).values) value *= 1e-5f;
  const Matrix plain = word_vectors().leftCols(32);
  embedder()["encoder"]["do_layer_norm"] = true;
  const Matrix normed = word_vectors().leftCols(32);
  const auto& gamma = model_.tensor(encoder + "_layer_norm.gamma").values;
  const auto& beta = model_.tensor(encoder + "_layer_norm.beta").values;
  for (Index i = 0; i < plain.rows(); ++i) {
    const Vector centred = plain.row(i).transpose().array() - plain.row(i).mean();
    const float deviation = std::sqrt(centred.squaredNorm() / 32);
    EXPECT_LT(deviation, 1e-4f);
    for (Index j = 0; j < 32; ++j)
      EXPECT_NEAR(normed(i, j), gamma[j] * centred[j] / (deviation + 1e-6f) + beta[j], 1e-4f);
  }
}

TEST_F(TransformerElmo, variants_that_compute_otherwise_are_refused) {
  const auto error_with = [&](const std::string& pointer, const nlohmann::json& value) {
    const nlohmann::json kept = model_.config;
    model_.config[nlohmann::json::json_pointer(pointer)] = value;
    const std::string message = model_.error_of_loading();
    model_.config = kept;
    return message;
  };
  const std::string characters = "/model/text_field_embedder/token_embedders/token_characters/";
  EXPECT_MENTIONS(error_with("/model/bidirectional", false), "bidirectional is false");
  EXPECT_MENTIONS(error_with("/model/type", "other"), "neither model_type nor architectures tell");
  EXPECT_MENTIONS(error_with("/model/contextualizer/type", "lstm"), "neither model_type nor architectures tell");
  EXPECT_MENTIONS(error_with("/model/contextualizer/input_dim", 40), "input_dim of the contextualizer is 40");
  EXPECT_MENTIONS(error_with("/model/text_field_embedder/token_embedders/other", 1), "2 token_embedders");
  EXPECT_MENTIONS(error_with(characters + "type", "embedding"), "type is \"embedding\"");
  EXPECT_MENTIONS(error_with(characters + "encoder/type", "cnn"), "type is \"cnn\"");
  EXPECT_MENTIONS(error_with(characters + "encoder/activation", "tanh"), "activation is \"tanh\"");
  EXPECT_MENTIONS(error_with(characters + "encoder/projection_location", "none"), "projection_location is \"none\"");
  EXPECT_MENTIONS(error_with(characters + "encoder/filters", {{60, 4}}), "a filter spans 60 characters");
  model_.config["trainer"] = nullptr;
  EXPECT_NO_THROW(model_.load()) << "what concerns the training alone does not matter";
  model_.config["model"]["contextualizer"]["type"] = "lstm";
  EXPECT_MENTIONS(model_.error_of_loading("transformer-elmo"), "type is \"lstm\"");
}

TEST_F(TransformerElmo, config_that_disagrees_with_weights_is_refused) {
  nlohmann::json& contextualizer = model_.config["model"]["contextualizer"];
  contextualizer["num_layers"] = 7;
  EXPECT_MENTIONS(model_.error_of_loading(), "layers.6.sublayer.0.norm.gamma is missing");
  contextualizer["num_layers"] = 5;
  EXPECT_MENTIONS(model_.error_of_loading(), "layers.5.self_attn.linears.0.weight lies beyond what num_layers");
  contextualizer["num_layers"] = 6;
  contextualizer["hidden_dim"] = 49;
  EXPECT_MENTIONS(model_.error_of_loading(), "feed_forward.w_1.weight is [48, 32], expected [49, 32]");
  contextualizer["input_dim"] = embedder()["encoder"]["projection_dim"] = 36;
  EXPECT_MENTIONS(model_.error_of_loading(), "input_dim 36 is not a multiple of the 8 heads");
}

TEST_F(TransformerElmo, the_name_of_the_embedder_is_the_configs) {
  auto& embedders = model_.config["model"]["text_field_embedder"]["token_embedders"];
  embedders = {{"letters", embedder()}};
  EXPECT_MENTIONS(model_.error_of_loading(), "tensor _text_field_embedder.token_embedder_letters._embedding");
  for (auto& tensor : model_.weights)
    if (const auto at = tensor.name.find("token_characters"); at != std::string::npos)
      tensor.name.replace(at, 16, "letters");
  EXPECT_NO_THROW(model_.load());
}

TEST_F(TransformerElmo, flops_are_those_of_the_matrix_products) {
  const double filters =
      6 * (50 * 1 * 4 + 49 * 2 * 4 + 48 * 3 * 6 + 47 * 4 * 8 + 46 * 5 * 10 + 45 * 6 * 12 + 44 * 7 * 16);
  const double highways = 2 * 2 * 60 * 60, projection = 60 * 32, block = 4 * 32 * 32 + 2 * 32 * 48 + 2 * 3 * 32;
  EXPECT_EQ(flops_per_sequence({.name = "", .path = golden, .family = ""}, 3),
            2 * 3 * (filters + highways + projection + 2 * 6 * block));
}

}  // namespace
}  // namespace neurank::model
