#include "model/activation.hpp"

#include "base/error.hpp"

namespace neurank::model {

Activation read_activation(const checkpoint::ModelConfig& config, const std::string& key, const std::string& fallback) {
  const std::string name = config.text(key, fallback);
  if (name == "gelu") return Activation::gelu_erf;
  if (name == "gelu_new") return Activation::gelu_tanh;
  if (name == "relu") return Activation::relu;
  throw input_error(config.file().string() + ": " + key + " is \"" + name + "\", which is not supported",
                    "supported: gelu, gelu_new, relu");
}

}  // namespace neurank::model
