#pragma once

#include "model/post_norm_encoder.hpp"

namespace neurank::model {

/// BERT (Devlin et al. 2019): post-norm transformer encoder with learned absolute positions and token types.
/// Reads published weights with the prefix "bert." or none; pooler, heads and position_ids are not read.
Family bert_family();

/// BERT as its config.json says, for the families whose encoders differ from it in parts only.
PostNormPlan bert_plan(const checkpoint::ModelConfig& config);

}  // namespace neurank::model
