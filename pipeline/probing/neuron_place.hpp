#pragma once

#include <string>

#include "base/cast.hpp"
#include "base/neuron_name.hpp"
#include "store/activation_file.hpp"

namespace neurank::probing {

/// Where a neuron is, as tables call it.
struct NeuronPlace {
  /// @param neuron in [0, N), as it stands in the file
  NeuronPlace(const store::ActivationHeader& header, Index neuron)
      : layer(header.layer_numbers[to_size(neuron / header.width)]), index(neuron % header.width) {}

  Index layer;  ///< the model's number of it
  Index index;  ///< in the layer

  std::string name() const { return neuron_name(layer, index); }
};

}  // namespace neurank::probing
