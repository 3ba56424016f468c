#include "model/families/decoder.hpp"

namespace neurank::model {
namespace {

DecoderPlan mistral_plan(const checkpoint::ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config, {.key_heads = 8});
  // Without the key there is a window; null says that there is none.
  const Index window =
      config.mentions("sliding_window") && !config.has("sliding_window") ? 0 : config.count("sliding_window", 4096);
  for (AttentionReach& reach : plan.reach) reach.window = window;
  return plan;
}

}  // namespace

Family mistral_family() { return decoder_family("mistral", mistral_plan); }

}  // namespace neurank::model
