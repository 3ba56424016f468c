#include "base/neuron_name.hpp"

namespace neurank {

std::string neuron_name(Index layer, Index index) {
  std::string name = layer < 10 ? "L0" : "L";
  name.append(std::to_string(layer)).append(":").append(std::to_string(index));
  return name;
}

}  // namespace neurank
