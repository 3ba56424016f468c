#include <gtest/gtest.h>

#include <string>

#include "edited_model.hpp"
#include "golden_states.hpp"
#include "tiny_bert.hpp"

namespace neurank::model {
namespace {

using test::all_layers;
using test::EditedModel;

std::filesystem::path golden_folder(const std::string& name) { return std::filesystem::path(NEURANK_TEST_DATA) / name; }

PieceBatch batch_of(const std::vector<std::int64_t>& ids) {
  const auto length = static_cast<Index>(ids.size());
  return {.length = length, .ids = ids, .lengths = {length}, .segments = {}};
}

const PieceBatch some_pieces = batch_of({2, 27, 90, 41, 3});

struct Golden {
  const char* folder;
  const char* family;
  Index layers, width, vocabulary, segments;
};

void PrintTo(const Golden& golden, std::ostream* stream) { *stream << golden.folder; }

class EncoderGolden : public testing::TestWithParam<Golden> {
 protected:
  std::filesystem::path folder() const { return golden_folder(GetParam().folder); }
  std::unique_ptr<LanguageModel> load() const {
    return load_language_model({.name = "", .path = folder(), .family = ""}, Device::cpu);
  }
};

TEST_P(EncoderGolden, shape_is_that_of_the_config) {
  const ModelShape shape = read_model_shape({.name = "", .path = folder(), .family = ""});
  EXPECT_EQ(shape.family, GetParam().family);
  EXPECT_EQ(shape.layers, GetParam().layers);
  EXPECT_EQ(shape.width, GetParam().width);
  EXPECT_EQ(shape.neurons(), GetParam().layers * GetParam().width);
  EXPECT_EQ(shape.max_pieces, 64);
  EXPECT_EQ(shape.vocabulary, GetParam().vocabulary);
  EXPECT_EQ(shape.segments, GetParam().segments);
  ASSERT_EQ(static_cast<Index>(shape.layer_names.size()), shape.layers);
  EXPECT_EQ(shape.layer_names.front(), "embeddings");
  EXPECT_EQ(shape.layer_names[1], "layer_1");
  EXPECT_EQ(shape.layer_names.back(), "layer_" + std::to_string(shape.layers - 1));
  EXPECT_EQ(load()->shape().layer_names, shape.layer_names);
}

TEST_P(EncoderGolden, states_equal_the_reference) { test::expect_golden_states(*load(), folder()); }

TEST_P(EncoderGolden, weights_may_lack_the_prefix_of_models_with_a_head) {
  EditedModel without(folder());
  const std::string prefix = std::string(GetParam().family) + ".";
  for (checkpoint::NamedTensor& tensor : without.weights)
    if (tensor.name.starts_with(prefix)) tensor.name.erase(0, prefix.size());
  EXPECT_EQ(all_layers(*without.load(), some_pieces), all_layers(*load(), some_pieces));
}

INSTANTIATE_TEST_SUITE_P(
    Families, EncoderGolden,
    testing::Values(Golden{"albert", "albert", 5, 40, 205, 2}, Golden{"bert", "bert", 4, 40, 211, 2},
                    Golden{"bert_gammabeta", "bert", 4, 40, 211, 2}, Golden{"distilbert", "distilbert", 4, 40, 207, 0},
                    Golden{"electra", "electra", 4, 40, 209, 2}, Golden{"roberta", "roberta", 5, 36, 217, 1}),
    testing::PrintToStringParamName());

/// A value of config.json with which a model is refused.
struct Refusal {
  const char* key;
  nlohmann::json value;
  const char* message;
};

void expect_refusals(const std::string& name, const std::vector<Refusal>& refusals) {
  EditedModel model(golden_folder(name));
  for (const Refusal& refusal : refusals) {
    const nlohmann::json kept = model.config;
    model.config[refusal.key] = refusal.value;
    EXPECT_MENTIONS(model.error_of_loading(), refusal.message);
    model.config = kept;
  }
  EXPECT_NO_THROW(model.load());
}

TEST(Roberta, bad_configs_are_refused) {
  expect_refusals(
      "roberta",
      {{"position_embedding_type", "relative_key", "position_embedding_type is \"relative_key\", only absolute"},
       {"is_decoder", true, "is_decoder is true"},
       {"num_attention_heads", 5, "hidden_size 36 is not a multiple of num_attention_heads 5"},
       {"pad_token_id", 65, "leaves no position for pieces, which start at pad_token_id + 1 = 66"},
       {"max_position_embeddings", 514,
        "roberta.embeddings.position_embeddings.weight is [66, 36], expected [514, 36]"},
       {"num_hidden_layers", 3, "tensor roberta.encoder.layer.3.attention.self.query.weight lies beyond what"},
       {"num_hidden_layers", 5, "tensor roberta.encoder.layer.4.attention.self.query.weight is missing"}});
}

TEST(Roberta, positions_start_behind_that_of_padding) {
  EditedModel model(golden_folder("roberta"));
  auto& positions = model.tensor("roberta.embeddings.position_embeddings.weight").values;
  const Matrix before = all_layers(*model.load(), some_pieces)[0];
  std::fill_n(positions.begin(), 2 * 36, 1e3f);
  EXPECT_EQ(all_layers(*model.load(), some_pieces)[0], before) << "0 and 1 are not read";
  model.config["pad_token_id"] = 3;
  EXPECT_EQ(model.load()->shape().max_pieces, 62);
  EXPECT_NE(all_layers(*model.load(), some_pieces)[0], before);
}

TEST(DistilBert, bad_configs_are_refused) {
  expect_refusals("distilbert",
                  {{"activation", "quick_gelu", "activation is \"quick_gelu\""},
                   {"dim", nullptr, "key dim is missing"},
                   {"n_heads", 3, "dim 40 is not a multiple of n_heads 3"},
                   {"hidden_dim", 64, "layer.0.ffn.lin1.weight is [72, 40], expected [64, 40]"},
                   {"n_layers", 2, "layer.2.attention.q_lin.weight lies beyond what n_layers in config.json counts"},
                   {"n_layers", 4, "tensor distilbert.transformer.layer.3.attention.q_lin.weight is missing"}});
}

TEST(DistilBert, epsilon_is_not_in_the_config) {
  EditedModel model(golden_folder("distilbert"));
  const std::vector<Matrix> before = all_layers(*model.load(), some_pieces);
  model.config["layer_norm_eps"] = 0.5;
  EXPECT_EQ(all_layers(*model.load(), some_pieces), before);
}

TEST(Electra, bad_configs_are_refused) {
  expect_refusals("electra", {{"is_decoder", true, "is_decoder is true"},
                              {"hidden_act", "quick_gelu", "hidden_act is \"quick_gelu\""},
                              {"embedding_size", 40, "word_embeddings.weight is [209, 24], expected [209, 40]"},
                              {"hidden_size", 44, "embeddings_project.weight is [40, 24], expected [44, 24]"},
                              {"num_hidden_layers", 1, "lies beyond what num_hidden_layers in config.json counts"}});
}

TEST(Electra, embeddings_as_wide_as_the_blocks_are_not_mapped) {
  EditedModel model(nlohmann::json::parse(test::bert_config({})), test::random_bert_weights({}));
  const PieceBatch batch = batch_of({1, 2, 3, 4});
  const std::vector<Matrix> bert = all_layers(*model.load("bert"), batch);
  model.config["embedding_size"] = 8;
  EXPECT_EQ(all_layers(*model.load("electra"), batch), bert);
}

TEST(Electra, missing_map_of_narrow_embeddings_is_named) {
  EditedModel model(golden_folder("electra"));
  model.tensor("electra.embeddings_project.bias").name = "other";
  EXPECT_MENTIONS(model.error_of_loading(), "tensor electra.embeddings_project.bias is missing");
}

TEST(Electra, flops_count_the_map_of_the_embeddings) {
  // 3 layers, 5 pieces, embeddings 24, width 40, inner 72
  EXPECT_EQ(flops_per_sequence({.name = "", .path = golden_folder("electra"), .family = ""}, 5),
            2.0 * 3 * 5 * (4 * 40 * 40 + 2 * 40 * 72 + 2 * 5 * 40) + 2.0 * 5 * 24 * 40);
}

TEST(Albert, bad_configs_are_refused) {
  expect_refusals("albert",
                  {{"position_embedding_type", "relative_key", "only absolute is supported"},
                   {"hidden_act", "mish", "hidden_act is \"mish\""},
                   {"embedding_size", 24, "word_embeddings.weight is [205, 16], expected [205, 24]"},
                   {"num_hidden_groups", 2, "albert_layer_groups.1.albert_layers.0.attention.query.weight is missing"},
                   {"num_hidden_groups", 0, "num_hidden_groups is 0"},
                   {"inner_group_num", 2, "albert_layer_groups.0.albert_layers.1.attention.query.weight is missing"}});
}

TEST(Albert, absent_activation_is_the_tanh_gelu) {
  EditedModel model(golden_folder("albert"));
  const std::vector<Matrix> before = all_layers(*model.load(), some_pieces);
  model.config.erase("hidden_act");
  EXPECT_EQ(all_layers(*model.load(), some_pieces), before);
}

/// An ALBERT with several blocks, made of the one block of the golden model.
class GroupedAlbert : public EditedModel {
 public:
  using Groups = std::vector<std::string>;  ///< letters of each group's blocks; a block is the same wherever it stands

  GroupedAlbert(Index layers, const Groups& groups) : EditedModel(golden_folder("albert")) {
    std::vector<checkpoint::NamedTensor> parts;
    for (const checkpoint::NamedTensor& tensor : weights)
      if (tensor.name.starts_with(block_name(0, 0))) parts.push_back(tensor);
    std::erase_if(weights, [](const auto& tensor) { return tensor.name.starts_with(block_name(0, 0)); });
    for (std::size_t group = 0; group < groups.size(); ++group)
      for (std::size_t inner = 0; inner < groups[group].size(); ++inner)
        for (const checkpoint::NamedTensor& part : parts) add(part, group, inner, groups[group][inner]);
    config["num_hidden_layers"] = layers;
    config["num_hidden_groups"] = groups.size();
    config["inner_group_num"] = groups.front().size();
  }

 private:
  static std::string block_name(std::size_t group, std::size_t inner) {
    return "albert.encoder.albert_layer_groups." + std::to_string(group) + ".albert_layers." + std::to_string(inner) +
           ".";
  }

  void add(checkpoint::NamedTensor part, std::size_t group, std::size_t inner, char letter) {
    part.name.replace(0, block_name(0, 0).size(), block_name(group, inner));
    for (float& value : part.values) value *= 1.0f + 0.1f * static_cast<float>(letter - 'a');
    weights.push_back(std::move(part));
  }
};

std::vector<Matrix> states_of(Index layers, const GroupedAlbert::Groups& groups) {
  return all_layers(*GroupedAlbert(layers, groups).load(), some_pieces);
}

TEST(AlbertGroups, with_the_same_weights_are_one_group) {
  const std::vector<Matrix> one = states_of(4, {"a"});
  EXPECT_EQ(one.size(), 5u);
  EXPECT_EQ(states_of(4, {"a", "a"}), one);
  EXPECT_EQ(states_of(4, {"a", "a", "a", "a"}), one);
}

TEST(AlbertGroups, serve_layers_one_after_another) {
  EXPECT_EQ(states_of(4, {"a", "b"}), states_of(4, {"a", "a", "b", "b"}));
  EXPECT_NE(states_of(4, {"a", "b"})[1], states_of(4, {"b", "a"})[1]);
  EXPECT_EQ(states_of(3, {"a", "b"}), states_of(3, {"a", "a", "b"})) << "1.5 layers a group";
  EXPECT_EQ(states_of(2, {"a", "b", "c", "d"}), states_of(2, {"a", "c"})) << "more groups than layers";
}

TEST(AlbertGroups, run_all_their_blocks_for_one_layer) {
  const std::vector<Matrix> inner = states_of(4, {"ab", "cd"});
  const std::vector<Matrix> single = states_of(8, {"a", "b", "a", "b", "c", "d", "c", "d"});
  ASSERT_EQ(inner.size(), 5u);
  ASSERT_EQ(single.size(), 9u);
  for (std::size_t layer = 0; layer < inner.size(); ++layer) EXPECT_EQ(inner[layer], single[2 * layer]) << layer;
  EXPECT_NE(states_of(4, {"ba", "cd"})[1], inner[1]);
}

TEST(AlbertGroups, that_the_config_does_not_count_are_refused) {
  GroupedAlbert model(4, {"ab", "cd"});
  model.config["num_hidden_groups"] = 1;
  EXPECT_MENTIONS(model.error_of_loading(),
                  "groups.1.albert_layers.0.attention.query.weight lies beyond what num_hidden_groups");
  model.config["num_hidden_groups"] = 2;
  model.config["inner_group_num"] = 1;
  EXPECT_MENTIONS(model.error_of_loading(),
                  "groups.0.albert_layers.1.attention.query.weight lies beyond what inner_group_num");
}

TEST(AlbertGroups, flops_count_a_shared_block_each_time_it_runs) {
  const GroupedAlbert model(3, {"ab", "cd"});
  model.load();
  // 3 layers of 2 blocks, 5 pieces, embeddings 16, width 40, inner 72
  EXPECT_EQ(flops_per_sequence(model.settings(), 5),
            2.0 * 6 * 5 * (4 * 40 * 40 + 2 * 40 * 72 + 2 * 5 * 40) + 2.0 * 5 * 16 * 40);
}

}  // namespace
}  // namespace neurank::model
