#include <gtest/gtest.h>

#include "edited_model.hpp"
#include "golden_states.hpp"

namespace neurank::model {
namespace {

const std::filesystem::path folder = std::filesystem::path(NEURANK_TEST_DATA) / "gpt2";
const ModelSettings settings{.name = "gpt2", .path = folder, .family = ""};
const PieceBatch five{.length = 5, .ids = {1, 2, 3, 4, 5}, .lengths = {5}, .segments = {}};

TEST(Gpt2, states_equal_the_reference) {
  test::expect_golden_states(*load_language_model(settings, Device::cpu), folder);
}

TEST(Gpt2, shape_is_that_of_the_config) {
  const ModelShape shape = read_model_shape(settings);
  EXPECT_EQ(shape.family, "gpt2");
  EXPECT_EQ(shape.layers, 4);
  EXPECT_EQ(shape.width, 48);
  EXPECT_EQ(shape.layer_names, (std::vector<std::string>{"embeddings", "layer_1", "layer_2", "layer_3_final_norm"}));
  EXPECT_EQ(shape.max_pieces, 64);
  EXPECT_EQ(shape.vocabulary, 199);
  EXPECT_EQ(shape.segments, 0);
  EXPECT_EQ(shape.activation, "gelu_tanh");
}

TEST(Gpt2, a_piece_changes_only_the_states_from_it_on) {
  const auto model = load_language_model(settings, Device::cpu);
  PieceBatch changed = five;
  changed.ids[3] = 77;
  const std::vector<Matrix> before = test::all_layers(*model, five), after = test::all_layers(*model, changed);
  for (std::size_t layer = 0; layer < before.size(); ++layer) {
    EXPECT_EQ(before[layer].topRows(3), after[layer].topRows(3)) << layer;
    EXPECT_NE(before[layer].row(3), after[layer].row(3)) << layer;
  }
  EXPECT_NE(before[1].row(4), after[1].row(4)) << "later pieces see the changed one";
}

TEST(Gpt2, models_saved_with_a_head_have_a_prefix) {
  test::EditedModel changed(folder);
  changed.rename([](const std::string& name) { return "transformer." + name; });
  EXPECT_EQ(test::all_layers(*changed.load(), five),
            test::all_layers(*load_language_model(settings, Device::cpu), five));
}

TEST(Gpt2, flops_are_those_of_the_matrix_products) {
  // 3 layers, 5 pieces, width 48, inner 4 * 48: projections 4 * 48^2, feed-forward 8 * 48^2, attention 2 * 5 * 48 a
  // piece
  EXPECT_EQ(flops_per_sequence(settings, 5), 2.0 * 3 * 5 * (12 * 48 * 48 + 2 * 5 * 48));
}

TEST(Gpt2, configs_that_compute_otherwise_are_refused) {
  test::EditedModel changed(folder);
  EXPECT_MENTIONS(changed.error_with("scale_attn_weights", false), "scale_attn_weights is false, only true");
  EXPECT_MENTIONS(changed.error_with("scale_attn_by_inverse_layer_idx", true), "layer_idx is true");
  EXPECT_MENTIONS(changed.error_with("add_cross_attention", true), "add_cross_attention is true");
  EXPECT_MENTIONS(changed.error_with("activation_function", "quick_gelu"), "activation_function is \"quick_gelu\"");
  EXPECT_MENTIONS(changed.error_with("n_head", 5), "n_embd 48 is not a multiple of n_head 5");
  EXPECT_MENTIONS(changed.error_with("n_layer", 2), "lies beyond what n_layer in config.json counts");
  EXPECT_MENTIONS(changed.error_with("n_layer", 4), "tensor h.3.ln_1.weight is missing");
  EXPECT_MENTIONS(changed.error_with("n_inner", 100),
                  "tensor h.0.mlp.c_fc.weight is [48, 192], expected [48, 100] from config.json");
  changed.config["n_inner"] = nullptr;
  EXPECT_NO_THROW(changed.load());
}

TEST(Gpt2, a_gelu_cannot_be_chosen) {
  test::EditedModel changed(folder);
  changed.gelu = Gelu::tanh;
  EXPECT_EQ(changed.error_of_loading(),
            "gelu of model tiny: a model of family gpt2 has one activation, set by its config; leave it out");
}

}  // namespace
}  // namespace neurank::model
