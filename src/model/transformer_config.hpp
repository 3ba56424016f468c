#pragma once

#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "checkpoint/model_config.hpp"

namespace neurank::model {

// What config.json's of transformers have in common, whatever the keys are called.

/// Throws Error when a text is there and is not the only one that is computed here.
void require_text(const checkpoint::ModelConfig& config, const std::string& key, const std::string& supported);

/// Throws Error when a flag is there and is not what alone is computed here.
void require_flag(const checkpoint::ModelConfig& config, const std::string& key, bool supported);

/// Number of attention heads. Throws Error when it does not divide the width.
Index read_heads(const checkpoint::ModelConfig& config, const std::string& key, const std::string& width_key);

/// "embeddings", "layer_1", ... "layer_<layers>"
std::vector<std::string> names_after_embeddings(Index layers);

/// Multiply-add pairs x 2 of blocks of self-attention and a feed-forward part, for one sequence of so many pieces.
double transformer_flops(Index blocks, Index width, Index inner_width, Index pieces);

}  // namespace neurank::model
