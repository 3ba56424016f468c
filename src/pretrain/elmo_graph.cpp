#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "checkpoint/elmo_weights_writer.hpp"
#include "pretrain/character_batch.hpp"
#include "pretrain/character_network.hpp"
#include "pretrain/lstm_layer.hpp"
#include "pretrain/named_weights.hpp"
#include "pretrain/random_tensors.hpp"
#include "pretrain/training_graph.hpp"
#include "pretrain/training_text.hpp"
#include "pretrain/word_softmax.hpp"
#include "tokenizer/characters.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;
using Both = std::array<Tensor, 2>;  ///< of the forward, of the backward direction

/// A batch in the order in which both directions read it: step t has the t-th word of each direction of every sentence
/// that is long enough, longer sentences first. So nothing is padded.
struct Reading {
  std::array<std::vector<std::int64_t>, 2> rows;     ///< [words] of the distinct words
  std::array<std::vector<std::int64_t>, 2> targets;  ///< [predictions] ids of the words that come next
  std::vector<std::int64_t> predicting;              ///< [predictions] words that have a next one
  std::vector<Index> steps;                          ///< words in each step, descending
};

Reading read_in_steps(std::vector<CharacterBatch::Sentence> sentences) {
  std::stable_sort(sentences.begin(), sentences.end(), [](auto& a, auto& b) { return a.size() > b.size(); });
  Reading reading;
  for (Index t = 0; t < sentences.front().size(); ++t) {
    const std::size_t before = reading.rows[0].size();
    for (const auto& [rows, ids] : sentences) {
      const auto length = to_index(rows.size());
      if (length <= t) break;
      if (t + 1 < length) {
        reading.predicting.push_back(to_int64(reading.rows[0].size()));
        reading.targets[0].push_back(ids[to_size(t + 1)]);
        reading.targets[1].push_back(ids[to_size(length - 2 - t)]);
      }
      reading.rows[0].push_back(rows[to_size(t)]);
      reading.rows[1].push_back(rows[to_size(length - 1 - t)]);
    }
    reading.steps.push_back(to_index(reading.rows[0].size() - before));
  }
  return reading;
}

/// As bilm-tf trains it: a layer's input, after dropout, is added to its output from the second layer on.
class Elmo final : public TrainingGraph {
 public:
  Elmo(const Architecture& architecture, const Words& words, Random random)
      : architecture_(architecture),
        words_(words),
        characters_(width(), random),
        softmax_(words_.size(), width(), random) {
    for (Index layer = 0; layer < architecture.layers; ++layer)
      for (const int d : {0, 1})
        layers_[to_size(d)].push_back(make_lstm("lstm" + std::to_string(d) + "_" + std::to_string(layer), random));
    parameters_.add_part("characters", characters_.parameters);
    parameters_.add_part("softmax", softmax_.parameters);
  }

  Loss loss(std::span<const Words> batch, std::uint64_t seed) override {
    if (batch.empty()) return {at::zeros({}).set_requires_grad(true), 0};
    const CharacterBatch read = make_character_batch(cut_sentences(batch, architecture_.max_words), words_);
    const Reading reading = read_in_steps(read.sentences);
    Random random(derive_seed(seed, "elmo/dropout"));
    const Both last = run(read, reading, random).back();
    const Tensor predicting = index_tensor(reading.predicting);
    std::vector<Tensor> states, targets;
    for (const std::size_t d : {0, 1}) {
      states.push_back(take_rows(last[d], predicting));
      targets.push_back(index_tensor(reading.targets[d]));
    }
    return {softmax_.loss(at::cat(states), at::cat(targets)), 2 * predicting.size(0)};
  }

  std::vector<std::int64_t> units(const Words& sentence) const override {
    return words_.predictions(cut_sentences({&sentence, 1}, architecture_.max_words));
  }

  void write(const std::filesystem::path& folder) const override {
    make_folder(folder);
    NamedWeights weights;
    add_characters(weights);
    for (const std::size_t d : {0, 1}) add_lstms(weights, d);
    checkpoint::write_elmo_weights(folder / "lm_weights.hdf5", weights.to_write());
    write_file(folder / "options.json", json_text(options(), 2) + "\n");
  }

 private:
  std::vector<Tensor> compute_states(const Words& sentence) override {
    const CharacterBatch read = make_character_batch({&sentence, 1}, words_);
    Random unused(0);
    std::vector<Tensor> layers;
    for (const Both& layer : run(read, read_in_steps(read.sentences), unused))
      layers.push_back(at::cat({layer[0], layer[1].flip(0)}, 1));
    return layers;
  }

  Index width() const { return architecture_.width / 2; }
  Index cells() const { return architecture_.feed_forward / 2; }

  LstmWeights make_lstm(const std::string& name, Random& random) {
    const auto glorot = [&](const std::string& part, Index inputs, Index outputs) {
      const double bound = std::sqrt(6.0 / to_double(inputs + outputs));
      return parameters_.add(name + part, uniform_tensor({inputs, outputs}, bound, random));
    };
    const Tensor weight = glorot("_weight", 2 * width(), 4 * cells());
    const Tensor bias = parameters_.add(name + "_bias", at::zeros({4 * cells()}));
    return {weight, bias, glorot("_projection", cells(), width())};
  }

  /// States of all layers, that of the characters first, in the order of the reading. The last layer's have passed
  /// the dropout before the softmax.
  std::vector<Both> run(const CharacterBatch& batch, const Reading& reading, Random& random) const {
    const double rate = is_training() ? architecture_.dropout : 0;
    const Tensor vectors = characters_.forward(batch.characters);
    std::vector<Both> layers(1);
    for (const std::size_t d : {0, 1}) layers[0][d] = take_rows(vectors, index_tensor(reading.rows[d]));
    for (std::size_t layer = 0; layer < layers_[0].size(); ++layer) {
      Both inputs;
      for (const std::size_t d : {0, 1}) inputs[d] = dropout(layers.back()[d], rate, random);
      Both outputs = run_lstms(inputs, {layers_[0][layer], layers_[1][layer]}, reading.steps);
      for (const std::size_t d : {0, 1})
        if (layer > 0) outputs[d] = outputs[d] + inputs[d];
      layers.push_back(outputs);
    }
    for (Tensor& last : layers.back()) last = dropout(last, rate, random);
    return layers;
  }

  /// The file's highways take a share 1 - g of the candidate, ours keep a share g of the input.
  void add_characters(NamedWeights& weights) const {
    const CharacterNetwork& from = characters_;
    weights.add("char_embed", from.characters.slice(0, 1));  // without that of padding between sentences
    for (std::size_t i = 0; i < from.filter.size(); ++i) {
      const auto [span, count] = CharacterNetwork::filters()[i];
      const std::string number = std::to_string(i);
      weights.add("CNN/W_cnn_" + number,
                  from.filter[i].weight.t().reshape({1, span, CharacterNetwork::character_width, count}));
      weights.add("CNN/b_cnn_" + number, from.filter[i].bias);
    }
    const auto matrix = from.highway.weight.chunk(2), bias = from.highway.bias.chunk(2);
    weights.add("CNN_high_0/W_transform", matrix[0].t());
    weights.add("CNN_high_0/b_transform", bias[0]);
    weights.add("CNN_high_0/W_carry", -matrix[1].t());
    weights.add("CNN_high_0/b_carry", -bias[1]);
    weights.add("CNN_proj/W_proj", from.projection.weight.t());
    weights.add("CNN_proj/b_proj", from.projection.bias);
  }

  void add_lstms(NamedWeights& weights, std::size_t direction) const {
    for (std::size_t layer = 0; layer < layers_[direction].size(); ++layer) {
      const std::string cell =
          "RNN_" + std::to_string(direction) + "/RNN/MultiRNNCell/Cell" + std::to_string(layer) + "/LSTMCell/";
      weights.add(cell + "W_0", layers_[direction][layer].weight);
      weights.add(cell + "B", layers_[direction][layer].bias);
      weights.add(cell + "W_P_0", layers_[direction][layer].projection);
    }
  }

  nlohmann::ordered_json options() const {
    return {{"lstm",
             {{"use_skip_connections", true},
              {"projection_dim", width()},
              {"cell_clip", lstm_clip},
              {"proj_clip", lstm_clip},
              {"dim", cells()},
              {"n_layers", architecture_.layers}}},
            {"char_cnn",
             {{"activation", "relu"},
              {"filters", CharacterNetwork::filters()},
              {"n_highway", 1},
              {"embedding", {{"dim", CharacterNetwork::character_width}}},
              {"n_characters", tokenizer::Characters::vocabulary},
              {"max_characters_per_token", tokenizer::Characters::ids_in_a_word}}}};
  }

  Architecture architecture_;
  PredictedWords words_;
  CharacterNetwork characters_;
  WordSoftmax softmax_;
  std::array<std::vector<LstmWeights>, 2> layers_;
};

}  // namespace

std::shared_ptr<TrainingGraph> make_elmo(const Architecture& architecture, const Words& words, std::uint64_t seed) {
  NEURANK_EXPECT(architecture.width % 2 == 0 && architecture.feed_forward % 2 == 0 && architecture.layers > 0);
  return std::make_shared<Elmo>(architecture, words, Random(derive_seed(seed, "elmo/weights")));
}

}  // namespace neurank::pretrain
