#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/families/families.hpp"
#include "model/parts/activation.hpp"

namespace neurank::model {

/// Parts of a block by their names below it; each has a weight and a bias.
struct BlockNames {
  std::string query, key, value, attention_output, attention_norm, inner, output, output_norm;
};

/// A block that the weights must not hold, because of what config.json says under a key.
struct SurplusBlock {
  std::string path;
  std::string key;
};

/// Blocks with weights of their own, numbered from 0, and the order in which they run.
struct BlockPlan {
  Index blocks = 0;
  std::function<std::string(Index block)> path;       ///< scope of a block's weights
  Index layers = 0;                                   ///< handed out after the embeddings
  std::function<Range(Index layer)> blocks_of_layer;  ///< in [0, blocks), run in turn before the layer is handed out
  std::vector<SurplusBlock> surplus;                  ///< exist only if config.json counts too few blocks
};

/// A plan with one block for each layer, at path.0, path.1, ...
/// @param key of the number of layers in config.json
BlockPlan block_a_layer(const checkpoint::ModelConfig& config, const std::string& key, const std::string& path);

/// What a family says about its transformer encoder: embeddings e = LN(word + token type + position), h = e or a linear
/// map of e, then blocks a = LN(W_o attention(h) + h), h' = LN(W_2 act(W_1 a) + a).
struct PostNormPlan {
  std::string prefix;  ///< of the weights of models saved with a head
  Index width = 0;
  Index heads = 0;        ///< divides the width
  Index inner_width = 0;  ///< of the feed-forward part
  double epsilon = 0;     ///< of every norm
  Activation activation = Activation::gelu_erf;

  Index vocabulary = 0;
  Index segments = 0;         ///< token types; 0: the family has none
  Index positions = 0;        ///< in the table
  Index first_position = 0;   ///< of a sequence's first piece, < positions
  Index embedding_width = 0;  ///< of e
  std::string projection;     ///< scope of the map from e to h; empty: h is e

  BlockNames names;
  BlockPlan blocks;
};

/// A family of such encoders.
/// @param plan reads a config.json, and throws Error for what is not computed here
Family post_norm_family(const std::string& name,
                        const std::function<PostNormPlan(const checkpoint::ModelConfig&)>& plan);

}  // namespace neurank::model
