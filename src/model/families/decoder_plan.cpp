#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/families/decoder.hpp"
#include "model/parts/layer_types.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;

AttentionSizes read_attention(const ModelConfig& config, const DecoderDefaults& defaults) {
  AttentionSizes sizes{.width = config.count("hidden_size"), .heads = config.count("num_attention_heads")};
  sizes.key_heads = config.count("num_key_value_heads", defaults.key_heads.value_or(sizes.heads));
  if (sizes.heads % sizes.key_heads != 0)
    throw input_error(config.file().string() + ": num_attention_heads " + std::to_string(sizes.heads) +
                      " is not a multiple of num_key_value_heads " + std::to_string(sizes.key_heads));
  if (!config.has("head_dim") && !defaults.head_width) expect_multiple(config, "hidden_size", "num_attention_heads");
  sizes.head_width = config.count("head_dim", defaults.head_width.value_or(sizes.width / sizes.heads));
  sizes.scale = 1.0 / std::sqrt(to_double(sizes.head_width));
  return sizes;
}

}  // namespace

DecoderPlan decoder_plan(const ModelConfig& config, const DecoderDefaults& defaults) {
  DecoderPlan plan;
  plan.attention = read_attention(config, defaults);
  plan.width = plan.attention.width;
  plan.layers = config.count("num_hidden_layers");
  plan.inner_width = config.count("intermediate_size");
  plan.vocabulary = config.count("vocab_size");
  plan.positions = config.count("max_position_embeddings");
  plan.epsilon = config.positive_number("rms_norm_eps", 1e-6);
  plan.activation = read_activation(config, "hidden_act", "silu");
  plan.reach.assign(to_size(plan.layers), {.rotary = read_rotary(config, plan.attention.head_width)});
  return plan;
}

void set_reach(const ModelConfig& config, DecoderPlan& plan, const AttentionReach& full, const AttentionReach& sliding,
               const std::function<bool(Index layer)>& slides) {
  const std::vector<bool> does = sliding_layers(config, plan.layers, slides);
  for (std::size_t layer = 0; layer < does.size(); ++layer) {
    if (does[layer] && sliding.window == 0)
      throw input_error(config.file().string() + ": layer " + std::to_string(layer) +
                        " sees a sliding window, but no sliding_window tells its size");
    plan.reach[layer] = does[layer] ? sliding : full;
  }
}

}  // namespace neurank::model
