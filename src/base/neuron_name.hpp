#pragma once

#include <string>

#include "base/index.hpp"

namespace neurank {

/// "L07:123", the name of a neuron in every table and message: its layer and its index within the layer.
/// @pre neither is negative
std::string neuron_name(Index layer, Index index);

}  // namespace neurank
