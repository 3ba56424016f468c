#pragma once

#include <string>

#include "checkpoint/model_config.hpp"
#include "model/parts/character_sizes.hpp"

namespace neurank::model {

/// What AllenNLP's config.json tells of a Transformer-ELMo.
struct TransformerElmoConfig {
  static constexpr Index heads = 8;         ///< not in the config: AllenNLP's code always takes 8
  static constexpr Index positions = 5000;  ///< length of its table of positions

  CharacterSizes characters;
  bool has_norm = false;  ///< behind the characters' projection
  Index layers = 0;
  Index inner_width = 0;  ///< of the feed-forward part
  std::string embedder;   ///< the name under which the config knows the characters
};

/// Throws Error for what is not computed here, such as a model of one direction.
TransformerElmoConfig read_transformer_elmo_config(const checkpoint::ModelConfig& config);

/// Whether a configuration without model_type is one of this family.
bool is_transformer_elmo(const checkpoint::ModelConfig& config);

}  // namespace neurank::model
