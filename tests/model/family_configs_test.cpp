#include <gtest/gtest.h>

#include <string>

#include "edited_model.hpp"
#include "golden_states.hpp"

namespace neurank::model {
namespace {

using nlohmann::json;
using test::EditedModel;

EditedModel golden(const std::string& name) { return EditedModel(std::filesystem::path(NEURANK_TEST_DATA) / name); }

struct Refusal {
  const char* folder;
  const char* key;
  json value;
  const char* message;
};

TEST(FamilyConfigs, what_is_not_computed_is_refused_by_name) {
  const Refusal refusals[] = {
      {"llama", "hidden_act", "quick_gelu", "hidden_act is \"quick_gelu\", which is not supported"},
      {"llama", "num_key_value_heads", 3, "num_attention_heads 4 is not a multiple of num_key_value_heads 3"},
      {"llama", "attention_bias", true, "tensor layers.0.self_attn.q_proj.bias is missing"},
      {"qwen2",
       "layer_types",
       {"full_attention", "chunked_attention", "full_attention"},
       "layer_types has \"chunked_attention\", which is not computed here; supported: full_attention, "
       "sliding_attention"},
      {"qwen2", "layer_types", {"full_attention"}, "layer_types has not a word for each of the 3 layers"},
      {"qwen2",
       "layer_types",
       {"full_attention", "sliding_attention", "full_attention"},
       "layer 1 sees a sliding window, but no sliding_window tells its size"},
      {"gemma3_text", "use_bidirectional_attention", true, "use_bidirectional_attention is true, only false"},
      {"gemma2", "query_pre_attn_scalar", 0, "query_pre_attn_scalar is 0, expected a number above 0"},
      {"deberta-v2", "conv_kernel_size", 3,
       "conv_kernel_size is 3: the convolution of this model is not computed here"},
      {"deberta-v2", "pos_att_type", {"p2p", "c2p"}, "pos_att_type has \"p2p\", which is not computed here"},
      {"t5-encoder", "feed_forward_proj", "gated-swiglu", "feed_forward_proj is \"swiglu\", which is not supported"},
      {"t5-encoder", "relative_attention_num_buckets", 6, "relative_attention_num_buckets 6 and"},
      {"gpt_neox", "num_attention_heads", 5, "hidden_size 32 is not a multiple of num_attention_heads 5"},
      {"phi3", "rope_parameters", {{"rope_type", "longrope"}, {"factor", 4}}, "rotary positions of type \"longrope\""},
      {"modernbert", "norm_bias", true, "norm.bias is missing"}};
  for (const Refusal& refusal : refusals) {
    const std::string error = golden(refusal.folder).error_with(refusal.key, refusal.value);
    EXPECT_NE(error.find(refusal.message), std::string::npos) << refusal.folder << ": " << error;
  }
}

TEST(FamilyConfigs, weights_that_a_config_knows_nothing_of_are_refused) {
  EditedModel llama = golden("llama");
  llama.weights.push_back({"layers.1.self_attn.k_proj.bias", {16}, std::vector<float>(16)});
  EXPECT_NE(
      llama.error_of_loading().find("tensor layers.1.self_attn.k_proj.bias has no place in what config.json tells"),
      std::string::npos);
}

/// States of a golden with other keys.
std::vector<Matrix> states_with(const std::string& folder, const json& keys) {
  EditedModel model = golden(folder);
  for (const auto& [key, value] : keys.items()) model.config[key] = value;
  const PieceBatch batch = {
      .length = 12, .ids = {5, 9, 14, 3, 77, 21, 8, 60, 4, 33, 12, 90}, .lengths = {12}, .segments = {}};
  return test::all_layers(*model.load(), batch);
}

bool alike_at(const std::vector<Matrix>& a, const std::vector<Matrix>& b, std::size_t layer, Index row) {
  return (a[layer].row(row) - b[layer].row(row)).cwiseAbs().maxCoeff() < 1e-5f;
}

TEST(FamilyConfigs, windows_of_upper_layers_are_what_layer_types_says) {
  const json windows = {{"use_sliding_window", true}, {"sliding_window", 3}, {"max_window_layers", 2}};
  json by_count = windows, by_words = windows;
  by_count["layer_types"] = nullptr;
  by_words["layer_types"] = {"full_attention", "full_attention", "sliding_attention"};
  const auto full = states_with("qwen2", json::object());
  const auto counted = states_with("qwen2", by_count), told = states_with("qwen2", by_words);
  EXPECT_EQ(counted, told);
  EXPECT_TRUE(alike_at(counted, full, 2, 11)) << "the first two layers see all";
  EXPECT_TRUE(alike_at(counted, full, 3, 2)) << "three positions are in the window";
  EXPECT_FALSE(alike_at(counted, full, 3, 11));
  json off = by_count;
  off["use_sliding_window"] = false;
  EXPECT_EQ(states_with("qwen2", off), full);
}

TEST(FamilyConfigs, an_absent_window_of_mistral_is_4096_and_null_is_none) {
  const auto with_null = states_with("mistral", {{"sliding_window", nullptr}});
  EXPECT_EQ(with_null, states_with("mistral", {{"sliding_window", 4096}}));
  EXPECT_FALSE(alike_at(with_null, states_with("mistral", json::object()), 3, 11)) << "its window is 7";
}

TEST(FamilyConfigs, a_part_of_a_head_may_be_turned) {
  const json part = {
      {"rope_parameters", {{"rope_theta", 10000}, {"rope_type", "default"}, {"partial_rotary_factor", 0.5}}}};
  EXPECT_FALSE(alike_at(states_with("phi3", part), states_with("phi3", json::object()), 3, 11));
}

TEST(FamilyConfigs, serial_residuals_read_what_attention_gave) {
  const auto serial = states_with("gpt_neox", {{"use_parallel_residual", false}});
  const auto parallel = states_with("gpt_neox", json::object());
  EXPECT_TRUE(alike_at(serial, parallel, 0, 5));
  EXPECT_FALSE(alike_at(serial, parallel, 1, 5));
}

TEST(FamilyConfigs, t5_of_1_0_has_one_inner_map) {
  EditedModel t5 = golden("t5-encoder");
  t5.config["feed_forward_proj"] = "relu";
  EXPECT_NE(t5.error_of_loading().find("DenseReluDense.wi.weight is missing"), std::string::npos);
  t5.rename([](const std::string& name) {
    const auto at = name.find("wi_1");
    return at == std::string::npos ? name : name.substr(0, at) + "wi" + name.substr(at + 4);
  });
  EXPECT_EQ(t5.load()->shape().activation, "relu");
}

TEST(FamilyConfigs, an_untrained_gemma_scales_by_one) {
  EditedModel gemma = golden("gemma2");
  gemma.load();
  ModelSettings settings = gemma.settings();
  settings.random_weights = true;
  const auto model = load_language_model(settings, Device::cpu);
  const PieceBatch batch = {.length = 3, .ids = {2, 9, 14}, .lengths = {3}, .segments = {}};
  const Matrix last = test::all_layers(*model, batch).back();
  EXPECT_NEAR(last.row(1).squaredNorm() / static_cast<float>(last.cols()), 1, 1e-3) << "the final norm's scale is 1";
}

}  // namespace
}  // namespace neurank::model
