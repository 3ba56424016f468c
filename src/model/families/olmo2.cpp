#include "model/families/decoder.hpp"

namespace neurank::model {
namespace {

DecoderPlan olmo2_plan(const checkpoint::ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config);
  plan.projection_bias = plan.attention_output_bias = config.flag("attention_bias", false);
  plan.head_norm = HeadNorm::all_heads;
  plan.norms = {.before_attention = "",
                .after_attention = "post_attention_layernorm",
                .before_inner = "",
                .after_inner = "post_feedforward_layernorm"};
  return plan;
}

}  // namespace

Family olmo2_family() { return decoder_family("olmo2", olmo2_plan); }

}  // namespace neurank::model
