#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// Transformer ELMo (Peters et al. 2018b): a character CNN and two stacks of pre-norm transformer blocks, of which one
/// sees each word and those before it, the other each word and those behind it. Reads the config.json of AllenNLP's
/// language model and its weights; the softmax is not read.
Family transformer_elmo_family();

}  // namespace neurank::model
