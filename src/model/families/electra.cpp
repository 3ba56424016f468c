#include "model/families/families.hpp"

#include "model/families/bert.hpp"

namespace neurank::model {
namespace {

PostNormPlan electra_plan(const checkpoint::ModelConfig& config) {
  PostNormPlan plan = bert_plan(config);
  plan.prefix = "electra";
  plan.embedding_width = config.count("embedding_size", 128);
  if (plan.embedding_width != plan.width) plan.projection = "embeddings_project";
  return plan;
}

}  // namespace

Family electra_family() { return post_norm_family("electra", electra_plan); }

}  // namespace neurank::model
