#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/names.hpp"
#include "model/model_settings.hpp"

namespace neurank::model {

/// Where in a model activations are read.
enum class Site {
  residual,  ///< hidden states: the embeddings, layer 0, and what each layer puts out
  mlp,       ///< what enters the second projection of a layer's feed-forward part, from layer 1
};
constexpr std::array<const char*, 2> names_of(Site) { return {"residual", "mlp"}; }

/// What a model hands out; N = layers x width.
struct ModelShape {
  std::string family;  ///< as config.json's model_type
  Index layers = 0;    ///< that are handed out
  Index width = 0;
  std::vector<std::string> layer_names;  ///< [layers]
  Index max_pieces = 0;                  ///< longest sequence, framing included; 0 = no limit
  Index vocabulary = 0;                  ///< piece ids are below this
  Index ids_per_piece = 1;               ///< 1, or the characters of a word where a piece is a word
  Index segments = 0;                    ///< token types are below this; 0 = the family has none
  std::string activation = {};           ///< of the feed-forward parts: gelu_erf, gelu_tanh, relu; empty: unknown
  Index inner_width = 0;                 ///< of the site mlp; 0: there is none
  bool is_causal = false;                ///< pieces see those before them alone
  Site site = Site::residual;
  std::vector<Index> layer_numbers = {};  ///< [layers], the model's own
  Index depth = 0;                        ///< number of the model's last layer, handed out or not

  Index neurons() const { return layers * width; }
};

}  // namespace neurank::model
