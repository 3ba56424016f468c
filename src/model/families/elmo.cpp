#include "model/families/families.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>

#include <array>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/parts/character_encoder.hpp"
#include "model/parts/projected_lstm.hpp"
#include "model/parts/transformer_config.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;
using tokenizer::Characters;

struct ElmoConfig {
  CharacterSizes characters;
  Index layers;  ///< of LSTMs
  ProjectedLstmSizes lstm;
};

/// Throws Error for what changes the computation and is not done here.
void expect_no_variants(const ModelConfig& config, const ModelConfig& cnn, const ModelConfig& lstm) {
  const Index ids = cnn.count("max_characters_per_token", Characters::ids_in_a_word);
  if (ids != Characters::ids_in_a_word)
    throw input_error(config.file().string() + ": char_cnn.max_characters_per_token is " + std::to_string(ids) +
                      ", only " + std::to_string(Characters::ids_in_a_word) + " is supported");
  expect_flag(lstm, "use_skip_connections", true);
}

CharacterSizes read_sizes(const ModelConfig& cnn, const ModelConfig& lstm) {
  CharacterSizes sizes{.character_width = cnn.section("embedding").count("dim"),
                       .filters = cnn.count_pairs("filters"),
                       .highways = cnn.count("n_highway"),
                       .width = lstm.count("projection_dim"),
                       .projected_first = false};
  expect_supported_filters(cnn, sizes);
  return sizes;
}

ElmoConfig read_elmo_config(const ModelConfig& config) {
  const ModelConfig cnn = config.section("char_cnn"), lstm = config.section("lstm");
  expect_no_variants(config, cnn, lstm);
  ElmoConfig elmo{};
  elmo.characters = read_sizes(cnn, lstm);
  elmo.layers = lstm.count("n_layers");
  elmo.lstm = {.width = elmo.characters.width,
               .cells = lstm.count("dim"),
               .cell_clip = lstm.not_negative_number("cell_clip", 0),
               .output_clip = lstm.not_negative_number("proj_clip", 0)};
  return elmo;
}

ModelShape elmo_shape(const ElmoConfig& elmo) { return character_model_shape("elmo", elmo.characters, elmo.layers, 0); }

double elmo_flops(const ElmoConfig& elmo, Index pieces) {
  const auto width = to_double(elmo.characters.width), cells = to_double(elmo.lstm.cells);
  const double lstm = 2 * width * 4 * cells + cells * width;
  return 2 * to_double(pieces) * (character_products(elmo.characters) + 2 * to_double(elmo.layers) * lstm);
}

/// The file's highways take a share c of the candidate, ours keep a share g = 1 - c of the input.
Affine read_highway(const WeightScope& scope, Index width) {
  return {at::cat({scope.load("W_transform", {width, width}), -scope.load("W_carry", {width, width})}, 1).t(),
          at::cat({scope.load("b_transform", {width}), -scope.load("b_carry", {width})})};
}

CharacterWeights read_characters(const WeightScope& root, const CharacterSizes& sizes) {
  CharacterWeights weights;
  const Index width = sizes.character_width, outputs = sizes.filter_outputs();
  const at::Tensor characters = root.load("char_embed", {Characters::vocabulary - 1, width});
  weights.characters = at::cat({at::zeros({1, width}, characters.options()), characters});
  for (std::size_t i = 0; i < sizes.filters.size(); ++i) {
    const auto [span, count] = sizes.filters[i];
    const std::string number = std::to_string(i);
    weights.filters.push_back(
        {(root / "CNN").load("W_cnn_" + number, {1, span, width, count}).view({span * width, count}).t(),
         (root / "CNN").load("b_cnn_" + number, {count})});
  }
  for (Index i = 0; i < sizes.highways; ++i)
    weights.highways.push_back(read_highway(root / ("CNN_high_" + std::to_string(i)), outputs));
  const WeightScope projection = root / "CNN_proj";
  weights.projection = {projection.load("W_proj", {outputs, sizes.width}).t(),
                        projection.load("b_proj", {sizes.width})};
  return weights;
}

class Elmo final : public DeviceModel {
 public:
  Elmo(const ElmoConfig& config, ModelShape shape, const WeightScope& root)
      : DeviceModel(std::move(shape), root), characters_(config.characters, read_characters(root, config.characters)) {
    for (const int direction : {0, 1}) {
      const WeightScope cells = root / ("RNN_" + std::to_string(direction)) / "RNN.MultiRNNCell";
      const auto cell = [&](Index layer) { return cells / ("Cell" + std::to_string(layer)) / "LSTMCell"; };
      for (Index layer = 0; layer < config.layers; ++layer) layers_[direction].emplace_back(cell(layer), config.lstm);
      cell(config.layers).expect_no_surplus("W_0", "lstm.n_layers");
    }
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const at::Tensor words = characters_(batch.ids).flatten(0, 1);
    sink.residual(at::cat({words, words}, 1));
    const std::array<Reading, 2> readings{read_in_steps(batch, false), read_in_steps(batch, true)};
    std::array<at::Tensor, 2> states;
    for (const int d : {0, 1}) states[d] = words.index_select(0, readings[d].rows);
    for (std::size_t layer = 0; layer < layers_[0].size(); ++layer) {
      if (sink.is_done()) return;
      const at::Tensor hidden = at::zeros({words.size(0), 2 * words.size(1)}, words.options());
      for (const int d : {0, 1}) {
        const at::Tensor output = layers_[d][layer](states[d], readings[d].steps);
        states[d] = layer == 0 ? output : output.add(states[d]);
        hidden.chunk(2, 1)[d].index_copy_(0, readings[d].rows, states[d]);
      }
      sink.residual(hidden);
    }
  }

  CharacterEncoder characters_;
  std::array<std::vector<ProjectedLstm>, 2> layers_;  ///< of the forward, of the backward direction
};

}  // namespace

Family elmo_family() {
  Family family = planned_family<Elmo, ElmoConfig>(
      "elmo", [](const ModelConfig& config, const ModelSettings&) { return read_elmo_config(config); }, elmo_shape,
      elmo_flops, at_the_root<ElmoConfig>);
  family.recognises = [](const ModelConfig& config) { return config.has("char_cnn") && config.has("lstm"); };
  return family;
}

}  // namespace neurank::model
