#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/families/families.hpp"
#include "model/parts/activation.hpp"
#include "model/parts/attention_sizes.hpp"
#include "model/parts/rotary_plan.hpp"

namespace neurank::model {

/// What the attention of a layer sees.
struct AttentionReach {
  RotaryPlan rotary;
  Index window = 0;  ///< positions, a piece's own included; 0: all before it
  bool operator==(const AttentionReach&) const = default;
};

/// Norms of queries and keys in the attention.
enum class HeadNorm {
  none,
  each_head,  ///< weights [head width], the same for all heads
  all_heads,  ///< weights [heads x head width]
};

/// Norms of a block by their names below it; empty: there is none.
struct DecoderNorms {
  std::string before_attention = "input_layernorm";
  std::string after_attention = {};  ///< of what is added
  std::string before_inner = "post_attention_layernorm";
  std::string after_inner = {};  ///< of what is added
};

/// What a family says about its decoder, the form of Llama: embeddings h = s e, then blocks with RMS norms,
///   a = h + N_2 W_o attention(N_1 h);  h' = a + N_4 W_2 (act(W_g N_3 a) * W_1 N_3 a)
/// with rotary positions, and a norm of the last layer.
struct DecoderPlan {
  Index width = 0;
  Index layers = 0;
  Index inner_width = 0;
  Index vocabulary = 0;
  Index positions = 0;  ///< longest sequence
  double epsilon = 0;   ///< of every norm
  Activation activation = Activation::silu;
  double embedding_scale = 1;  ///< s
  bool norms_add_one = false;  ///< norms are stored as their scale minus 1

  AttentionSizes attention;
  bool projection_bias = false;        ///< of queries, keys and values
  bool attention_output_bias = false;  ///< of W_o
  bool inner_bias = false;             ///< of W_g, W_1 and W_2
  bool joined = false;                 ///< one matrix for queries, keys and values, one for W_g and W_1
  HeadNorm head_norm = HeadNorm::none;
  DecoderNorms norms = {};
  std::vector<AttentionReach> reach;  ///< of each layer
};

/// What a family's configs mean when they lack a key.
struct DecoderDefaults {
  std::optional<Index> key_heads = {};   ///< nothing: as many as heads
  std::optional<Index> head_width = {};  ///< nothing: width / heads
};

/// The plan of Llama's form as most configs spell it: sizes, epsilon, activation (`hidden_act`), every layer sees all
/// positions before, in plain rotary positions. Throws Error when a key is missing or bad.
DecoderPlan decoder_plan(const checkpoint::ModelConfig& config, const DecoderDefaults& defaults = {});

/// The reach of the layers by `layer_types`; where the key is absent, `slides` tells which layers slide. Throws Error
/// when it has words that are not computed here, not one for each layer, or a sliding layer without a window.
void set_reach(const checkpoint::ModelConfig& config, DecoderPlan& plan, const AttentionReach& full,
               const AttentionReach& sliding, const std::function<bool(Index layer)>& slides);

/// A family of such decoders. Layer 0 is h; the last layer is handed out after the final norm. Reads weights with the
/// prefix "model." or none; heads are not read.
/// @param plan reads a config.json, and throws Error for what is not computed here
Family decoder_family(const std::string& name, const std::function<DecoderPlan(const checkpoint::ModelConfig&)>& plan);

}  // namespace neurank::model
