#pragma once

#include "model/post_norm_encoder.hpp"

namespace neurank::model {

/// BERT as its config.json says, for the families whose encoders differ from it in parts only.
PostNormPlan bert_plan(const checkpoint::ModelConfig& config);

}  // namespace neurank::model
