#pragma once

#include "model/families/post_norm_encoder.hpp"

namespace neurank::model {

/// The plan of BERT as its config.json says, from which families start whose encoders differ from it in parts only.
PostNormPlan bert_plan(const checkpoint::ModelConfig& config);

}  // namespace neurank::model
