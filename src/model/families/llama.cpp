#include "model/families/decoder.hpp"

namespace neurank::model {
namespace {

DecoderPlan llama_plan(const checkpoint::ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config);
  plan.projection_bias = plan.attention_output_bias = config.flag("attention_bias", false);
  plan.inner_bias = config.flag("mlp_bias", false);
  return plan;
}

}  // namespace

Family llama_family() { return decoder_family("llama", llama_plan); }

}  // namespace neurank::model
