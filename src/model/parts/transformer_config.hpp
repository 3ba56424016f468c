#pragma once

#include <string>
#include <vector>

#include "base/index.hpp"
#include "checkpoint/model_config.hpp"

namespace neurank::model {

// What the config.json files of transformers have in common, whatever the keys are called.

/// Throws Error when the key is present and its text is not the only one that is computed here.
void expect_text(const checkpoint::ModelConfig& config, const std::string& key, const std::string& supported);

/// Throws Error when the key is present and its flag is not the only one that is computed here.
void expect_flag(const checkpoint::ModelConfig& config, const std::string& key, bool supported);

/// Throws Error when one size is not a multiple of another.
void expect_multiple(const checkpoint::ModelConfig& config, const std::string& key, const std::string& of_key);

/// "embeddings", "layer_1", "layer_2", ...: the names of hidden states where blocks follow an embedding layer.
std::vector<std::string> layer_names_of(Index blocks);

/// The same, where the last one is handed out after a norm: its name ends in "_final_norm".
std::vector<std::string> layer_names_with_final_norm(Index blocks);

/// Multiply-add pairs x 2 of blocks of self-attention and a feed-forward part, for one sequence of `pieces` pieces.
double transformer_flops(Index blocks, Index width, Index inner_width, Index pieces);

}  // namespace neurank::model
