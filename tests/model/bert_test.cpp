#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "edited_model.hpp"
#include "golden_states.hpp"
#include "support/refusal.hpp"
#include "tiny_bert.hpp"

namespace neurank::model {
namespace {

using Json = nlohmann::json;
using test::all_layers;
using test::batch_from;

class BertGolden : public testing::TestWithParam<const char*> {
 protected:
  BertGolden()
      : inputs_(test::read_json(folder() / "inputs.json")),
        model_(load_language_model({.name = "", .path = folder(), .family = ""}, Device::cpu)) {}

  static std::filesystem::path folder() { return std::filesystem::path(NEURANK_TEST_DATA) / GetParam(); }

  Json inputs_;
  std::unique_ptr<LanguageModel> model_;
};

TEST_P(BertGolden, what_stands_in_padding_does_not_matter) {
  PieceBatch batch = batch_from(inputs_["batches"][0]);
  const std::vector<Matrix> before = all_layers(*model_, batch);
  for (Index b = 0; b < batch.size(); ++b)
    for (Index p = batch.lengths[b]; p < batch.length; ++p)
      batch.ids[b * batch.length + p] = batch.segments[b * batch.length + p] = -12345;
  EXPECT_EQ(all_layers(*model_, batch), before);
}

TEST_P(BertGolden, wanted_rows_come_in_the_given_order) {
  const PieceBatch batch = batch_from(inputs_["batches"][0]);
  const std::vector<Matrix> all = all_layers(*model_, batch);
  const std::vector<std::int64_t> rows = {25, 3, 46, 0, 3};
  model_->run(batch, rows, [&](Index layer, ConstMatrixView states) {
    ASSERT_EQ(states.rows(), 5);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(states.row(i), all[layer].row(rows[i])) << layer;
  });
}

TEST_P(BertGolden, the_same_batch_gives_the_same_bits) {
  const PieceBatch batch = batch_from(inputs_["batches"][0]);
  const std::vector<Matrix> before = all_layers(*model_, batch);
  all_layers(*model_, batch_from(inputs_["sequences"][3]));
  EXPECT_EQ(all_layers(*model_, batch), before);
}

INSTANTIATE_TEST_SUITE_P(Published, BertGolden, testing::Values("bert", "bert_gammabeta"));

/// Loading a small model whose config or weights were changed.
class BertFolder : public testing::Test, protected test::EditedModel {
 protected:
  BertFolder() : EditedModel(Json::parse(test::bert_config({})), test::random_bert_weights({})) {}
};

TEST_F(BertFolder, missing_tensor_is_named) {
  tensor("encoder.layer.1.output.dense.bias").name = "other";
  EXPECT_MENTIONS(error_of_loading(), "tensor encoder.layer.1.output.dense.bias is missing");
}

TEST_F(BertFolder, missing_norm_is_named_by_its_usual_name) {
  tensor("encoder.layer.0.output.LayerNorm.weight").name = "other";
  EXPECT_MENTIONS(error_of_loading(), "tensor encoder.layer.0.output.LayerNorm.weight is missing");
}

TEST_F(BertFolder, wrong_shape_says_found_and_expected) {
  auto& transposed = tensor("encoder.layer.0.intermediate.dense.weight");
  transposed.shape = {8, 12};
  EXPECT_MENTIONS(error_of_loading(), "tensor encoder.layer.0.intermediate.dense.weight is [8, 12], expected [12, 8]");
}

TEST_F(BertFolder, config_that_disagrees_with_weights_is_refused) {
  const std::pair<const char*, Index> changes[] = {{"vocab_size", 31},
                                                   {"hidden_size", 10},
                                                   {"num_hidden_layers", 3},
                                                   {"num_hidden_layers", 1},
                                                   {"max_position_embeddings", 17},
                                                   {"type_vocab_size", 1},
                                                   {"intermediate_size", 5000000}};
  for (const auto& [key, value] : changes) {
    const Json kept = config;
    config[key] = value;
    const std::string message = error_of_loading();
    EXPECT_NE(message.find("of the same model?"), std::string::npos) << key << " " << value << ": " << message;
    config = kept;
  }
}

TEST_F(BertFolder, variants_that_compute_otherwise_are_refused) {
  config["position_embedding_type"] = "relative_key";
  EXPECT_MENTIONS(error_of_loading(), "position_embedding_type is \"relative_key\"");
  config["position_embedding_type"] = "absolute";
  config["hidden_act"] = "quick_gelu";
  EXPECT_MENTIONS(error_of_loading(), "hidden_act is \"quick_gelu\"");
  config["hidden_act"] = "relu";
  config["num_attention_heads"] = 3;
  EXPECT_MENTIONS(error_of_loading(), "hidden_size 8 is not a multiple of num_attention_heads 3");
  config["num_attention_heads"] = 8;
  config["is_decoder"] = true;
  EXPECT_MENTIONS(error_of_loading(), "is_decoder is true");
  config["is_decoder"] = false;
  EXPECT_NO_THROW(load());
}

TEST_F(BertFolder, family_is_the_users_word_before_the_configs) {
  config["model_type"] = "unheard";
  EXPECT_MENTIONS(error_of_loading(), "model_type is \"unheard\"");
  EXPECT_NO_THROW(load("bert"));
  EXPECT_MENTIONS(error_of_loading("elma"), "family of model tiny is \"elma\"");
  config.erase("model_type");
  config.erase("architectures");
  EXPECT_MENTIONS(error_of_loading(), "neither model_type nor architectures tell the family of the model");
  EXPECT_MENTIONS(error_of_loading(), "--family bert");
  EXPECT_NO_THROW(load("bert"));
  for (const char* other : {"BertForMaskedLM", "BertModel"}) {
    config["architectures"] = {other};
    EXPECT_NO_THROW(load()) << other;
  }
  for (const char* other : {"Bertram", "DebertaForMaskedLM"}) {
    config["architectures"] = {other};
    EXPECT_MENTIONS(error_of_loading(), "neither model_type nor architectures tell the family of the model");
  }
}

TEST_F(BertFolder, gpu_that_is_not_there_is_an_error_only_when_asked_for) {
  EXPECT_NO_THROW(load("", Device::automatic));
  if (const auto error = test::error_of([&] { load("", Device::cuda); })) {
    EXPECT_TRUE(std::string(error->what()).starts_with("device cuda: LibTorch finds no GPU")) << error->what();
  }
}

TEST_F(BertFolder, activations_differ_as_their_formulas_do) {
  // With the attention's and norms' parts equal, layer 1 of the three differs only through the activation.
  std::vector<Matrix> states;
  const PieceBatch batch{.length = 4, .ids = {1, 2, 3, 4}, .lengths = {4}, .segments = {}};
  for (const char* name : {"gelu", "gelu_new", "relu"}) {
    config["hidden_act"] = name;
    states.push_back(all_layers(*load(), batch)[1]);
  }
  const float near = (states[0] - states[1]).cwiseAbs().maxCoeff(), far = (states[0] - states[2]).cwiseAbs().maxCoeff();
  EXPECT_GT(near, 1e-6f);
  EXPECT_LT(near, 5e-3f);
  EXPECT_GT(far, 2e-2f);
}

TEST_F(BertFolder, flops_are_those_of_the_matrix_products) {
  load();
  // 2 layers, 3 pieces, width 8, inner 12: projections 4 * 8 * 8, feed-forward 2 * 8 * 12, attention 2 * 3 * 8 a piece
  EXPECT_EQ(flops_per_sequence(settings(), 3), 2.0 * 2 * 3 * (4 * 64 + 2 * 96 + 2 * 24));
}

}  // namespace
}  // namespace neurank::model
