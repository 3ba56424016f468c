#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// ELECTRA (Clark et al. 2020), generator or discriminator: BERT whose embeddings may be narrower than its blocks.
/// Layer 0 has the width of the blocks. Reads weights with the prefix "electra." or none.
Family electra_family();

}  // namespace neurank::model
