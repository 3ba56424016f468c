#pragma once

#include "checkpoint/model_config.hpp"
#include "model/parts/activation.hpp"
#include "model/parts/attention_sizes.hpp"
#include "model/parts/distance_sizes.hpp"

namespace neurank::model {

/// What DeBERTa's config.json tells of its network.
struct DebertaConfig {
  Index layers = 0;
  Index inner_width = 0;  ///< of the feed-forward part
  Index vocabulary = 0;
  Index embedding_width = 0;
  Index positions = 0;         ///< longest sequence
  bool has_positions = false;  ///< added to the words
  Index segments = 0;          ///< token types; 0: there are none
  double epsilon = 0;
  Activation activation = Activation::gelu_erf;
  AttentionSizes attention;
  bool is_relative = false;  ///< attention sees distances
  DistanceSizes distances;
  bool norms_distances = false;
};

/// Throws Error for what is not computed here, such as the convolution of the largest models.
DebertaConfig read_deberta_config(const checkpoint::ModelConfig& config);

}  // namespace neurank::model
