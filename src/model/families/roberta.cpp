#include "model/families/families.hpp"

#include "base/error.hpp"
#include "model/families/bert.hpp"

namespace neurank::model {
namespace {

PostNormPlan roberta_plan(const checkpoint::ModelConfig& config) {
  PostNormPlan plan = bert_plan(config);
  plan.prefix = "roberta";
  // Padding has the position of its id, pieces count from the next one.
  plan.first_position = config.count("pad_token_id", 1) + 1;
  if (plan.first_position >= plan.positions)
    throw input_error(
        config.file().string() + ": max_position_embeddings " + std::to_string(plan.positions) +
        " leaves no position for pieces, which start at pad_token_id + 1 = " + std::to_string(plan.first_position));
  return plan;
}

}  // namespace

Family roberta_family() { return post_norm_family("roberta", roberta_plan); }
Family xlm_roberta_family() { return post_norm_family("xlm-roberta", roberta_plan); }

}  // namespace neurank::model
