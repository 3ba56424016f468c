#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "edited_model.hpp"
#include "golden_states.hpp"

namespace neurank::model {
namespace {

using nlohmann::json;
using test::EditedModel;

/// Two evaluations of the reference library differ by 3e-6 of a tensor's largest value.
constexpr float relative_tolerance = 2e-5f;

std::filesystem::path golden_folder(const std::string& name) { return std::filesystem::path(NEURANK_TEST_DATA) / name; }

struct Family {
  const char* folder;
  const char* prefix;  ///< of the weights of models saved with a head
  const char* layers_key = "num_hidden_layers";
};

void PrintTo(const Family& family, std::ostream* stream) { *stream << family.folder; }

Matrix expected_tensor(const checkpoint::SafetensorsFile& file, const std::string& name) {
  const checkpoint::Shape* shape = file.find(name);
  if (shape == nullptr) {
    ADD_FAILURE() << "no tensor " << name;
    return {};
  }
  Matrix matrix(shape->at(0), shape->at(1));
  file.read(name, {matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

void expect_close(const Matrix& states, const Matrix& expected, const std::string& place) {
  ASSERT_EQ(states.rows(), expected.rows()) << place;
  ASSERT_EQ(states.cols(), expected.cols()) << place;
  const float largest = std::max(1.0f, expected.cwiseAbs().maxCoeff());
  EXPECT_LE((states - expected).cwiseAbs().maxCoeff<Eigen::PropagateNaN>(), relative_tolerance * largest) << place;
}

class TodaysFamily : public testing::TestWithParam<Family> {
 protected:
  std::filesystem::path folder() const { return golden_folder(GetParam().folder); }
  json sequences() const { return test::read_json(folder() / "inputs.json").at("sequences"); }

  /// Compares all layers of each sequence of a file, run alone, with what the reference computed.
  void expect_golden(LanguageModel& model, const std::string& file, const std::string& site) const {
    const checkpoint::SafetensorsFile expected(folder() / file);
    int compared = 0;
    for (const json& sequence : sequences()) {
      if (expected.find(sequence["name"].get<std::string>() + site + "1") == nullptr) continue;
      ++compared;
      const auto layers = test::all_layers(model, test::batch_from(sequence));
      ASSERT_EQ(layers.size(), model.shape().layer_numbers.size());
      for (std::size_t i = 0; i < layers.size(); ++i) {
        const std::string name =
            sequence["name"].get<std::string>() + site + std::to_string(model.shape().layer_numbers[i]);
        expect_close(layers[i], expected_tensor(expected, name), name);
      }
    }
    EXPECT_GT(compared, 0) << file;
  }
};

TEST_P(TodaysFamily, states_equal_the_reference_with_configs_of_both_kinds) {
  EditedModel model(folder());
  for (const char* config : {"config.json", "config.v4.json"}) {
    SCOPED_TRACE(config);
    model.config = test::read_json(folder() / config);
    const auto loaded = model.load();
    EXPECT_EQ(loaded->shape().layers, model.config.at(GetParam().layers_key).get<Index>() + 1);
    expect_golden(*loaded, "expected.safetensors", "/layer_");
  }
}

TEST_P(TodaysFamily, inner_neurons_equal_the_reference) {
  const ModelSettings settings{.name = "m", .path = folder(), .family = ""};
  const auto model = load_language_model(settings, Device::cpu, {.site = Site::mlp});
  EXPECT_EQ(model->shape().layer_numbers.front(), 1) << "layer 0 has no feed-forward part";
  expect_golden(*model, "expected_mlp.safetensors", "/mlp_");
}

TEST_P(TodaysFamily, states_do_not_depend_on_padding) {
  const auto model = load_language_model({.name = "m", .path = folder(), .family = ""}, Device::cpu);
  PieceBatch batch;
  for (const json& sequence : sequences())
    batch.length = std::max(batch.length, static_cast<Index>(sequence["input_ids"].size()));
  for (const json& sequence : sequences()) {
    auto ids = sequence["input_ids"].get<std::vector<std::int64_t>>();
    batch.lengths.push_back(static_cast<Index>(ids.size()));
    ids.resize(static_cast<std::size_t>(batch.length), -7);
    batch.ids.insert(batch.ids.end(), ids.begin(), ids.end());
  }
  const auto together = test::all_layers(*model, batch);
  for (Index b = 0; b < batch.size(); ++b) {
    const auto alone = test::all_layers(*model, test::batch_from(sequences()[static_cast<std::size_t>(b)]));
    for (std::size_t layer = 0; layer < alone.size(); ++layer)
      expect_close(together[layer].middleRows(b * batch.length, alone[layer].rows()), alone[layer],
                   "layer " + std::to_string(layer) + " of sequence " + std::to_string(b));
  }
}

TEST_P(TodaysFamily, weights_of_models_with_a_head_have_a_prefix) {
  const std::string prefix = GetParam().prefix;
  if (prefix.empty()) return;  // the published names are the same with and without
  EditedModel with_head(folder());
  const auto states = test::all_layers(*with_head.load(), test::batch_from(sequences()[2]));
  with_head.rename([&](const std::string& name) { return prefix + "." + name; });
  EXPECT_EQ(test::all_layers(*with_head.load(), test::batch_from(sequences()[2])), states);
}

TEST_P(TodaysFamily, a_layer_too_many_and_one_too_few_are_refused) {
  EditedModel model(folder());
  const std::string key = GetParam().layers_key;
  const auto layers = model.config[key].get<int>();
  model.config.erase("layer_types");
  EXPECT_NE(model.error_with(key, layers - 1).find("lies beyond what " + key), std::string::npos);
  EXPECT_NE(model.error_with(key, layers + 1).find("is missing"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Goldens, TodaysFamily,
                         testing::Values(Family{"llama", "model"}, Family{"mistral", "model"}, Family{"qwen2", "model"},
                                         Family{"qwen3", "model"}, Family{"gemma2", "model"},
                                         Family{"gemma3_text", "model"}, Family{"olmo2", "model"},
                                         Family{"phi3", "model"}, Family{"gpt_neox", "gpt_neox"},
                                         Family{"modernbert", "model"}, Family{"xlm-roberta", "roberta"},
                                         Family{"deberta-v2", "deberta"}, Family{"t5-encoder", "", "num_layers"}));

}  // namespace
}  // namespace neurank::model
