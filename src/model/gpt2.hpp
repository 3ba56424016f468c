#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// GPT-2 (Radford et al. 2019): pre-norm transformer decoder, each piece sees itself and those before it. The last
/// layer is handed out after the final norm, as the authors' and all later code does. Reads published weights with the
/// prefix "transformer." or none; head and mask buffers are not read.
Family gpt2_family();

}  // namespace neurank::model
