#include "model/families/families.hpp"

#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/parts/character_encoder.hpp"
#include "model/parts/transformer_config.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::model {
namespace {

using checkpoint::ModelConfig;
using tokenizer::Characters;

struct ElmoConfig {
  CharacterSizes characters;
  Index layers;  ///< of LSTMs
  Index cells;
  double cell_clip;  ///< 0: none
  double output_clip;
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
  elmo.cells = lstm.count("dim");
  elmo.cell_clip = lstm.not_negative_number("cell_clip", 0);
  elmo.output_clip = lstm.not_negative_number("proj_clip", 0);
  return elmo;
}

ModelShape elmo_shape(const ModelConfig& config, const ModelSettings&) {
  const ElmoConfig elmo = read_elmo_config(config);
  return character_model_shape("elmo", elmo.characters, elmo.layers, 0);
}

double elmo_flops(const ModelConfig& config, Index pieces) {
  const ElmoConfig elmo = read_elmo_config(config);
  const auto width = to_double(elmo.characters.width), cells = to_double(elmo.cells);
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

void clip(at::Tensor& x, double limit) {
  if (limit > 0) x.clamp_(-limit, limit);
}

/// The steps in which one direction reads a batch: step t holds the t-th word of every sequence that is long enough,
/// longer sequences first. Nothing is padded.
struct Reading {
  at::Tensor rows;           ///< [words] int64, position b * P + p of each word
  std::vector<Index> steps;  ///< words in each step, descending
};

Reading read_in_steps(const DeviceBatch& batch, bool backward) {
  const std::vector<std::int64_t>& lengths = batch.lengths;
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  std::vector<std::int64_t> rows;
  std::vector<Index> steps;
  for (Index t = 0; t < lengths[order.front()]; ++t) {
    const std::size_t before = rows.size();
    for (const std::size_t b : order) {
      if (lengths[b] <= t) break;
      rows.push_back(to_index(b) * batch.ids.size(1) + (backward ? lengths[b] - 1 - t : t));
    }
    steps.push_back(to_index(rows.size() - before));
  }
  return {rows_to_device(rows, batch.ids.device()), std::move(steps)};
}

constexpr Index block_words = 256;

/// One LSTM of one direction. For each word, with z = [x, h] W + B in the blocks i, j, f, o:
/// c = clip(sigmoid(f + 1) c + sigmoid(i) tanh(j));  h = clip((sigmoid(o) tanh(c)) W_P)
class Lstm {
 public:
  Lstm(const WeightScope& scope, const ElmoConfig& config)
      : cells_(config.cells), cell_clip_(config.cell_clip), output_clip_(config.output_clip) {
    const Index width = config.characters.width;
    const at::Tensor weight = scope.load("W_0", {2 * width, 4 * cells_});
    input_weight_ = weight.narrow(0, 0, width);
    recurrent_weight_ = weight.narrow(0, width, width);
    bias_ = scope.load("B", {4 * cells_});
    bias_.narrow(0, 2 * cells_, cells_).add_(1);
    projection_ = scope.load("W_P_0", {cells_, width});
  }

  /// @param input [words, width] in the order of steps  @return [words, width]
  at::Tensor operator()(const at::Tensor& input, const std::vector<Index>& steps) const {
    at::Tensor output = at::empty_like(input);
    at::Tensor hidden, cell = at::zeros({steps.front(), cells_}, input.options());
    Index begin = 0;
    for (auto step = steps.begin(); step != steps.end();) {
      const auto last = block_end(step, steps.end());
      const Index words = std::accumulate(step, last, Index{0});
      const at::Tensor block = at::addmm(bias_, input.narrow(0, begin, words), input_weight_);
      for (Index done = 0; step != last; done += *step++) {
        at::Tensor gates = block.narrow(0, done, *step);
        if (hidden.defined()) gates.addmm_(hidden.narrow(0, 0, *step), recurrent_weight_);
        cell = cell.narrow(0, 0, *step);
        hidden = output.narrow(0, begin + done, *step);
        at::mm_out(hidden, squashed(gates, cell), projection_);
        clip(hidden, output_clip_);
      }
      begin += words;
    }
    return output;
  }

 private:
  using Step = std::vector<Index>::const_iterator;

  /// Steps whose inputs are multiplied at once: enough words for an efficient product, too few to leave the cache.
  static Step block_end(Step step, Step end) {
    for (Index words = 0; step != end && words < block_words; ++step) words += *step;
    return step;
  }

  /// sigmoid(o) tanh(c) [count, cells] of the new cells c, which replace the old ones. The gates [count, 4 cells] are
  /// used up.
  at::Tensor squashed(const at::Tensor& gates, at::Tensor& cell) const {
    const std::vector<at::Tensor> gate = gates.chunk(4, 1);
    cell.mul_(gate[2].sigmoid_()).addcmul_(gate[0].sigmoid_(), gate[1].tanh_());
    clip(cell, cell_clip_);
    return at::tanh(cell).mul_(gate[3].sigmoid_());
  }

  Index cells_;
  double cell_clip_, output_clip_;
  at::Tensor input_weight_, recurrent_weight_, bias_, projection_;
};

class Elmo final : public DeviceModel {
 public:
  Elmo(const ElmoConfig& config, ModelShape shape, const WeightScope& root)
      : DeviceModel(std::move(shape), root), characters_(config.characters, read_characters(root, config.characters)) {
    for (const int direction : {0, 1}) {
      const WeightScope cells = root / ("RNN_" + std::to_string(direction)) / "RNN.MultiRNNCell";
      const auto cell = [&](Index layer) { return cells / ("Cell" + std::to_string(layer)) / "LSTMCell"; };
      for (Index layer = 0; layer < config.layers; ++layer) layers_[direction].emplace_back(cell(layer), config);
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
  std::array<std::vector<Lstm>, 2> layers_;  ///< of the forward, of the backward direction
};

std::unique_ptr<LanguageModel> load_elmo(const ModelConfig& config,
                                         const std::shared_ptr<const checkpoint::TensorSource>& weights,
                                         const ModelSettings& settings, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  return std::make_unique<Elmo>(read_elmo_config(config), elmo_shape(config, settings), WeightScope(weights, resolved));
}

bool is_elmo(const ModelConfig& config) { return config.has("char_cnn") && config.has("lstm"); }

}  // namespace

Family elmo_family() { return {"elmo", elmo_shape, elmo_flops, load_elmo, is_elmo}; }

}  // namespace neurank::model
