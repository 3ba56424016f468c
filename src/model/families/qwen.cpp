#include "model/families/decoder.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

/// Where windows are used at all, layers from max_window_layers on have one.
void set_qwen_windows(const ModelConfig& config, DecoderPlan& plan) {
  const AttentionReach full = plan.reach.front();
  AttentionReach sliding = full;
  const bool nulled = config.mentions("sliding_window") && !config.has("sliding_window");
  if (config.flag("use_sliding_window", false) && !nulled) sliding.window = config.count("sliding_window", 4096);
  const Index first = config.whole_number("max_window_layers", 28);
  set_reach(config, plan, full, sliding, [&](Index layer) { return sliding.window > 0 && layer >= first; });
}

DecoderPlan qwen2_plan(const ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config, {.key_heads = 32});
  plan.projection_bias = true;
  set_qwen_windows(config, plan);
  return plan;
}

DecoderPlan qwen3_plan(const ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config, {.key_heads = 32, .head_width = 128});
  plan.projection_bias = plan.attention_output_bias = config.flag("attention_bias", false);
  plan.head_norm = HeadNorm::each_head;
  set_qwen_windows(config, plan);
  return plan;
}

}  // namespace

Family qwen2_family() { return decoder_family("qwen2", qwen2_plan); }
Family qwen3_family() { return decoder_family("qwen3", qwen3_plan); }

}  // namespace neurank::model
