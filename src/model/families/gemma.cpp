#include <cmath>

#include "base/cast.hpp"
#include "model/families/decoder.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

/// What Gemma 2 and 3 have in common: embeddings scaled by the root of their width, norms before and behind each part,
/// stored as their scale minus 1, and scores scaled by a number of the config's.
DecoderPlan gemma_plan(const ModelConfig& config) {
  expect_flag(config, "use_bidirectional_attention", false);
  DecoderPlan plan = decoder_plan(config, {.key_heads = 4, .head_width = 256});
  plan.activation = read_activation(config, "hidden_activation", "gelu_pytorch_tanh");
  plan.embedding_scale = std::sqrt(to_double(plan.width));
  plan.norms_add_one = true;
  plan.projection_bias = plan.attention_output_bias = config.flag("attention_bias", false);
  plan.attention.scale = 1.0 / std::sqrt(config.positive_number("query_pre_attn_scalar", 256));
  plan.norms = {.before_attention = "input_layernorm",
                .after_attention = "post_attention_layernorm",
                .before_inner = "pre_feedforward_layernorm",
                .after_inner = "post_feedforward_layernorm"};
  return plan;
}

/// The cap of scores; null says that there is none.
double read_cap(const ModelConfig& config, double fallback) {
  if (config.has("attn_logit_softcapping")) return config.positive_number("attn_logit_softcapping");
  return config.mentions("attn_logit_softcapping") ? 0 : fallback;
}

DecoderPlan gemma2_plan(const ModelConfig& config) {
  DecoderPlan plan = gemma_plan(config);
  plan.attention.cap = read_cap(config, 50);
  const AttentionReach full = plan.reach.front();
  AttentionReach sliding = full;
  sliding.window = config.count("sliding_window", 4096);
  set_reach(config, plan, full, sliding, [](Index layer) { return layer % 2 == 0; });
  return plan;
}

DecoderPlan gemma3_plan(const ModelConfig& config) {
  DecoderPlan plan = gemma_plan(config);
  plan.attention.cap = read_cap(config, 0);
  plan.head_norm = HeadNorm::each_head;
  const Index head_width = plan.attention.head_width;
  const AttentionReach full = {.rotary = read_rotary(config, head_width, {.default_base = 1e6}, "full_attention")};
  const RotaryKeys of_windows = {.base = "rope_local_base_freq", .scaling = ""};
  const AttentionReach sliding = {.rotary = read_rotary(config, head_width, of_windows, "sliding_attention"),
                                  .window = config.count("sliding_window", 4096)};
  const Index pattern = config.count("sliding_window_pattern", config.count("_sliding_window_pattern", 6));
  set_reach(config, plan, full, sliding, [=](Index layer) { return (layer + 1) % pattern != 0; });
  return plan;
}

}  // namespace

Family gemma2_family() {
  Family family = decoder_family("gemma2", gemma2_plan);
  family.norms_add_one = true;
  return family;
}

Family gemma3_text_family() {
  Family family = decoder_family("gemma3_text", gemma3_plan);
  family.norms_add_one = true;
  return family;
}

}  // namespace neurank::model
