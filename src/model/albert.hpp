#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// ALBERT (Lan et al. 2020): narrow embeddings mapped to the blocks' width, and blocks that layers share. Layer 0 is
/// what the map gives; a layer is what its whole group of blocks gives. Reads weights with the prefix "albert." or
/// none.
Family albert_family();

}  // namespace neurank::model
