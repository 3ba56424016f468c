#pragma once

#include <array>
#include <string>

#include "base/names.hpp"
#include "checkpoint/model_config.hpp"

namespace neurank::model {

/// The activation function of the feed-forward parts.
enum class Activation {
  gelu_erf,   ///< x/2 (1 + erf(x / sqrt 2)); config name "gelu"
  gelu_tanh,  ///< x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); config names "gelu_new", "gelu_pytorch_tanh",
              ///< "gelu_fast"
  relu,       ///< config name "relu"
  silu,       ///< x / (1 + exp(-x)); config names "silu", "swish"
};
constexpr std::array<const char*, 4> names_of(Activation) { return {"gelu_erf", "gelu_tanh", "relu", "silu"}; }

/// An activation function by its published name. Throws Error for a name that is not among the above.
/// @param place start of the error: file and key
Activation activation_named(const std::string& name, const std::string& place);

/// Reads an activation function by its published name. Throws Error for a name that is not among the above.
/// @param fallback the name to use when the key is absent
Activation read_activation(const checkpoint::ModelConfig& config, const std::string& key,
                           const std::string& fallback = "gelu");

}  // namespace neurank::model
