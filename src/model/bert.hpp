#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// BERT (Devlin et al. 2019): post-norm transformer encoder with learned absolute positions and token types.
/// Reads published weights with the prefix "bert." or none; pooler, heads and position_ids are not read.
Family bert_family();

}  // namespace neurank::model
