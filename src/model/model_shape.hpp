#pragma once

#include <string>
#include <vector>

#include "base/index.hpp"
#include "model/model_settings.hpp"

namespace neurank::model {

/// What a model hands out; N = layers x width.
struct ModelShape {
  std::string family;  ///< as config.json's model_type
  Index layers = 0;    ///< hidden states handed out, the embedding layer included
  Index width = 0;
  std::vector<std::string> layer_names;  ///< [layers]
  Index max_pieces = 0;                  ///< longest sequence, framing included; 0 = no limit
  Index vocabulary = 0;                  ///< piece ids are below this
  Index ids_per_piece = 1;               ///< 1, or the characters of a word where a piece is a word
  Index segments = 0;                    ///< token types are below this; 0 = the family has none
  std::string activation = {};           ///< of the feed-forward parts: gelu_erf, gelu_tanh, relu; empty: unknown

  Index neurons() const { return layers * width; }
};

/// Shape alone, from config.json, without reading weights.
ModelShape read_model_shape(const ModelSettings& settings);

/// Multiply-add pairs x 2 for one sequence of `pieces` pieces, from which scheduling predicts costs.
double flops_per_sequence(const ModelSettings& settings, Index pieces);

}  // namespace neurank::model
