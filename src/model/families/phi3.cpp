#include "model/families/decoder.hpp"

namespace neurank::model {
namespace {

DecoderPlan phi3_plan(const checkpoint::ModelConfig& config) {
  DecoderPlan plan = decoder_plan(config);
  plan.joined = true;
  if (config.has("sliding_window"))
    for (AttentionReach& reach : plan.reach) reach.window = config.count("sliding_window");
  return plan;
}

}  // namespace

Family phi3_family() { return decoder_family("phi3", phi3_plan); }

}  // namespace neurank::model
