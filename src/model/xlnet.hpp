#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// XLNet (Yang et al. 2019) as an encoder: post-norm transformer with relative positions, every piece sees all others,
/// no memory of earlier segments, no length limit. Reads published weights with the prefix "transformer." or none.
///
/// Its configs call the activation "gelu". The authors' code computed the tanh formula, as did transformers
/// until 3.2.0; later releases compute erf without a change of the configs. ModelSettings::gelu chooses, tanh unless it
/// says else.
Family xlnet_family();

}  // namespace neurank::model
