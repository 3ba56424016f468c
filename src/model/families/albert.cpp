#include "model/families/families.hpp"

#include "base/cast.hpp"
#include "model/families/bert.hpp"

namespace neurank::model {
namespace {

std::string block_path(Index group, Index inner) {
  return "encoder.albert_layer_groups." + std::to_string(group) + ".albert_layers." + std::to_string(inner);
}

BlockPlan shared_blocks(const checkpoint::ModelConfig& config) {
  const Index layers = config.count("num_hidden_layers"), groups = config.count("num_hidden_groups", 1),
              inner = config.count("inner_group_num", 1);
  const double layers_per_group = to_double(layers) / to_double(groups);
  const auto blocks_of_layer = [=](Index layer) {
    const auto group = to_index(to_double(layer) / layers_per_group);
    return Range{group * inner, (group + 1) * inner};
  };
  return {.blocks = groups * inner,
          .path = [=](Index block) { return block_path(block / inner, block % inner); },
          .layers = layers,
          .blocks_of_layer = blocks_of_layer,
          .surplus = {{block_path(groups, 0), "num_hidden_groups"}, {block_path(0, inner), "inner_group_num"}}};
}

PostNormPlan albert_plan(const checkpoint::ModelConfig& config) {
  PostNormPlan plan = bert_plan(config);
  plan.prefix = "albert";
  plan.activation = read_activation(config, "hidden_act", "gelu_new");
  plan.embedding_width = config.count("embedding_size", 128);
  plan.projection = "encoder.embedding_hidden_mapping_in";
  plan.names = {.query = "attention.query",
                .key = "attention.key",
                .value = "attention.value",
                .attention_output = "attention.dense",
                .attention_norm = "attention.LayerNorm",
                .inner = "ffn",
                .output = "ffn_output",
                .output_norm = "full_layer_layer_norm"};
  plan.blocks = shared_blocks(config);
  return plan;
}

}  // namespace

Family albert_family() { return post_norm_family("albert", albert_plan); }

}  // namespace neurank::model
