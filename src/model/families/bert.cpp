#include "model/families/bert.hpp"

#include "model/families/families.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {

PostNormPlan bert_plan(const checkpoint::ModelConfig& config) {
  expect_text(config, "position_embedding_type", "absolute");
  expect_flag(config, "is_decoder", false);
  expect_multiple(config, "hidden_size", "num_attention_heads");
  const Index width = config.count("hidden_size");
  return {.prefix = "bert",
          .width = width,
          .heads = config.count("num_attention_heads"),
          .inner_width = config.count("intermediate_size"),
          .epsilon = config.positive_number("layer_norm_eps", 1e-12),
          .activation = read_activation(config, "hidden_act"),
          .vocabulary = config.count("vocab_size"),
          .segments = config.count("type_vocab_size", 2),
          .positions = config.count("max_position_embeddings"),
          .first_position = 0,
          .embedding_width = width,
          .projection = "",
          .names = {.query = "attention.self.query",
                    .key = "attention.self.key",
                    .value = "attention.self.value",
                    .attention_output = "attention.output.dense",
                    .attention_norm = "attention.output.LayerNorm",
                    .inner = "intermediate.dense",
                    .output = "output.dense",
                    .output_norm = "output.LayerNorm"},
          .blocks = block_a_layer(config, "num_hidden_layers", "encoder.layer")};
}

Family bert_family() { return post_norm_family("bert", bert_plan); }

}  // namespace neurank::model
