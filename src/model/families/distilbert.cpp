#include "model/families/families.hpp"

#include "model/families/post_norm_encoder.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

PostNormPlan distilbert_plan(const checkpoint::ModelConfig& config) {
  expect_multiple(config, "dim", "n_heads");
  const Index width = config.count("dim");
  return {.prefix = "distilbert",
          .width = width,
          .heads = config.count("n_heads"),
          .inner_width = config.count("hidden_dim"),
          .epsilon = 1e-12,  // not in the config
          .activation = read_activation(config, "activation"),
          .vocabulary = config.count("vocab_size"),
          .segments = 0,
          // sinusoidal_pos_embds tells how the table was made; it is in the weights either way.
          .positions = config.count("max_position_embeddings"),
          .first_position = 0,
          .embedding_width = width,
          .projection = "",
          .names = {.query = "attention.q_lin",
                    .key = "attention.k_lin",
                    .value = "attention.v_lin",
                    .attention_output = "attention.out_lin",
                    .attention_norm = "sa_layer_norm",
                    .inner = "ffn.lin1",
                    .output = "ffn.lin2",
                    .output_norm = "output_layer_norm"},
          .blocks = block_a_layer(config, "n_layers", "transformer.layer")};
}

}  // namespace

Family distilbert_family() { return post_norm_family("distilbert", distilbert_plan); }

}  // namespace neurank::model
