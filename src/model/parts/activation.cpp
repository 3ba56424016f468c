#include "model/parts/activation.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {

namespace {

constexpr std::array<std::pair<std::string_view, Activation>, 7> known = {{{"gelu", Activation::gelu_erf},
                                                                           {"gelu_new", Activation::gelu_tanh},
                                                                           {"gelu_pytorch_tanh", Activation::gelu_tanh},
                                                                           {"gelu_fast", Activation::gelu_tanh},
                                                                           {"relu", Activation::relu},
                                                                           {"silu", Activation::silu},
                                                                           {"swish", Activation::silu}}};

std::string known_names() {
  std::vector<std::string> names;
  for (const auto& [name, activation] : known) names.emplace_back(name);
  return join(names, ", ");
}

}  // namespace

Activation activation_named(const std::string& name, const std::string& place) {
  for (const auto& [known_name, activation] : known)
    if (name == known_name) return activation;
  throw input_error(place + " is \"" + name + "\", which is not supported", "supported: " + known_names());
}

Activation read_activation(const checkpoint::ModelConfig& config, const std::string& key, const std::string& fallback) {
  return activation_named(config.text(key, fallback), config.file().string() + ": " + key);
}

}  // namespace neurank::model
