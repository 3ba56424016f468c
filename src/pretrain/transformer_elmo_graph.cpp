#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "checkpoint/torch_file_writer.hpp"
#include "pretrain/causal_attention.hpp"
#include "pretrain/character_batch.hpp"
#include "pretrain/character_network.hpp"
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

constexpr Index heads = 8;         // not in the config: AllenNLP's code always takes 8
constexpr Index positions = 5000;  // length of its table of positions
constexpr const char* embedder = "token_characters";

/// Sine and cosine by turns [positions, width] (Vaswani et al. 2017, section 3.5).
Tensor sinusoids(Index width) {
  const Tensor turns = at::arange(0, width, 2, at::kDouble).mul(-std::log(1e4) / to_double(width)).exp();
  const Tensor angles = at::arange(positions, at::kDouble).unsqueeze(1) * turns;
  return at::stack({angles.sin(), angles.cos()}, 2).flatten(1).to(at::kFloat).contiguous();
}

/// A batch as both directions read it: its sentences one behind the other.
struct Reading {
  std::vector<std::int64_t> rows, places;               ///< [words] of the distinct words; position in the sentence
  std::vector<Range> ranges;                            ///< of the sentences
  std::array<std::vector<std::int64_t>, 2> predicting;  ///< [predictions] words whose next one is predicted
  std::array<std::vector<std::int64_t>, 2> targets;     ///< [predictions] ids of these
};

Reading read_in_order(const std::vector<CharacterBatch::Sentence>& sentences) {
  Reading reading;
  for (const auto& [rows, ids] : sentences) {
    const auto begin = to_index(reading.rows.size()), length = to_index(rows.size());
    for (Index t = 0; t < length; ++t) {
      reading.places.push_back(t);
      for (const std::size_t d : {0, 1}) {
        const Index next = d == 0 ? t + 1 : t - 1;
        if (next < 0 || next == length) continue;
        reading.predicting[d].push_back(begin + t);
        reading.targets[d].push_back(ids[to_size(next)]);
      }
    }
    reading.rows.insert(reading.rows.end(), rows.begin(), rows.end());
    reading.ranges.push_back({begin, begin + length});
  }
  return reading;
}

/// Weights of AllenNLP's layer norm: (x - mean) / (deviation + 1e-6) * gamma + beta.
struct Norm {
  Tensor gamma, beta;  ///< [width]

  Tensor operator()(const Tensor& x) const {
    const Tensor centred = x - x.mean(-1, true);
    return centred / (centred.square().mean(-1, true).sqrt() + 1e-6) * gamma + beta;
  }
};

/// a = y + W_o attention(norm_0(y));  y' = a + W_2 relu(W_1 norm_1(a))
struct Block {
  Norm attention_norm;
  Affine projected;  ///< q, k and v, one after another
  Affine attended;
  Norm inner_norm;
  Affine inner, outer;
};

/// Blocks of one direction; only the last one's output is normed.
struct Stack {
  std::vector<Block> blocks;
  Norm norm;
};

class TransformerElmo final : public TrainingGraph {
 public:
  TransformerElmo(const Architecture& architecture, const Words& words, Random random)
      : architecture_(architecture),
        words_(words),
        characters_(width(), random),
        characters_norm_(make_norm("characters_norm")),
        softmax_(words_.size(), width(), random),
        positions_(sinusoids(width())) {
    for (const int d : {0, 1}) {
      const std::string direction = "direction" + std::to_string(d);
      Stack& stack = stacks_[to_size(d)];
      for (Index layer = 0; layer < architecture.layers; ++layer)
        stack.blocks.push_back(make_block(direction + "_" + std::to_string(layer), random));
      stack.norm = make_norm(direction + "_norm");
    }
    parameters_.add_part("characters", characters_.parameters);
    parameters_.add_part("softmax", softmax_.parameters);
  }

  Loss loss(std::span<const Words> batch, std::uint64_t seed) override {
    if (batch.empty()) return {at::zeros({}).set_requires_grad(true), 0};
    const CharacterBatch read = make_character_batch(cut_sentences(batch, architecture_.max_words), words_);
    const Reading reading = read_in_order(read.sentences);
    Random random(derive_seed(seed, "transformer_elmo/dropout"));
    const Both last = run(read, reading, random).back();
    std::vector<Tensor> states, targets;
    for (const std::size_t d : {0, 1}) {
      states.push_back(take_rows(last[d], index_tensor(reading.predicting[d])));
      targets.push_back(index_tensor(reading.targets[d]));
    }
    return {softmax_.loss(at::cat(states), at::cat(targets)), 2 * targets[0].size(0)};
  }

  std::vector<std::int64_t> units(const Words& sentence) const override {
    return words_.predictions(cut_sentences({&sentence, 1}, architecture_.max_words));
  }

  void write(const std::filesystem::path& folder) const override {
    make_folder(folder / "vocabulary");
    NamedWeights weights;
    add_characters(weights);
    weights.add("_contextualizer._position.positional_encoding", positions_.unsqueeze(0));
    add_stack(weights, "_contextualizer._forward_transformer.", stacks_[0]);
    add_stack(weights, "_contextualizer._backward_transformer.", stacks_[1]);
    weights.add("_softmax_loss.softmax_w", softmax_.weight.t());
    weights.add("_softmax_loss.softmax_b", softmax_.bias);
    checkpoint::write_torch_file(folder / "weights.th", weights.to_write());
    write_file(folder / "vocabulary/tokens.txt", join(words_.names(), "\n") + "\n");
    write_file(folder / "vocabulary/non_padded_namespaces.txt", "*labels\n*tags\n");
    write_file(folder / "config.json", json_text(config(), 2) + "\n");
  }

 private:
  std::vector<Tensor> compute_states(const Words& sentence) override {
    NEURANK_EXPECT(to_index(sentence.size()) + 2 <= positions);
    const CharacterBatch read = make_character_batch({&sentence, 1}, words_);
    Random unused(0);
    std::vector<Tensor> layers;
    for (const Both& layer : run(read, read_in_order(read.sentences), unused))
      layers.push_back(at::cat({layer[0], layer[1]}, 1));
    return layers;
  }

  Index width() const { return architecture_.width / 2; }
  Index inner_width() const { return architecture_.feed_forward / 2; }

  Norm make_norm(const std::string& name) {
    const Tensor gamma = parameters_.add(name + "_gamma", at::ones({width()}));
    return {gamma, parameters_.add(name + "_beta", at::zeros({width()}))};
  }

  /// @param count of matrices of the same inputs, one above the other, each with Glorot's bound for itself
  Affine make_affine(const std::string& name, Index count, Index outputs, Index inputs, Random& random) {
    const double bound = std::sqrt(6.0 / to_double(inputs + outputs));
    const Tensor weight = parameters_.add(name + "_weight", uniform_tensor({count * outputs, inputs}, bound, random));
    return {weight, parameters_.add(name + "_bias", at::zeros({count * outputs}))};
  }

  Block make_block(const std::string& name, Random& random) {
    Block block;
    block.attention_norm = make_norm(name + "_attention_norm");
    block.projected = make_affine(name + "_projected", 3, width(), width(), random);
    block.attended = make_affine(name + "_attended", 1, width(), width(), random);
    block.inner_norm = make_norm(name + "_inner_norm");
    block.inner = make_affine(name + "_inner", 1, inner_width(), width(), random);
    block.outer = make_affine(name + "_outer", 1, width(), inner_width(), random);
    return block;
  }

  /// States of all layers, that of the characters first, [words, width] in the order of the reading.
  std::vector<Both> run(const CharacterBatch& batch, const Reading& reading, Random& random) const {
    const double rate = is_training() ? architecture_.dropout : 0;
    const Tensor vectors = characters_norm_(characters_.forward(batch.characters));
    const Tensor words = take_rows(vectors, index_tensor(reading.rows));
    const Tensor placed = words + take_rows(positions_, index_tensor(reading.places));
    std::vector<Both> layers = {{words, words}};
    Both hidden;
    for (Tensor& direction : hidden) direction = dropout(placed, rate, random);
    for (std::size_t layer = 0; layer < stacks_[0].blocks.size(); ++layer) {
      for (const std::size_t d : {0, 1}) {
        const Block& block = stacks_[d].blocks[layer];
        const Tensor context =
            causal_attention(block.projected(block.attention_norm(hidden[d])), reading.ranges, heads, d == 1);
        const Tensor attended = hidden[d] + dropout(block.attended(context), rate, random);
        const Tensor inner = block.inner(block.inner_norm(attended)).relu();
        hidden[d] = attended + dropout(block.outer(inner), rate, random);
      }
      layers.push_back(hidden);
    }
    for (const std::size_t d : {0, 1}) layers.back()[d] = stacks_[d].norm(hidden[d]);
    return layers;
  }

  static void add(NamedWeights& weights, const std::string& name, const Affine& affine) {
    weights.add(name + ".weight", affine.weight);
    weights.add(name + ".bias", affine.bias);
  }
  static void add(NamedWeights& weights, const std::string& name, const Norm& norm) {
    weights.add(name + ".gamma", norm.gamma);
    weights.add(name + ".beta", norm.beta);
  }

  void add_characters(NamedWeights& weights) const {
    const std::string root = std::string("_text_field_embedder.token_embedder_") + embedder;
    const std::string encoder = root + "._encoder._module.";
    const CharacterNetwork& from = characters_;
    weights.add(root + "._embedding._module.weight", from.characters);
    for (std::size_t i = 0; i < from.filter.size(); ++i) {
      const auto [span, count] = CharacterNetwork::filters()[i];
      const std::string filter = encoder + "char_conv_" + std::to_string(i);
      const Tensor weight = from.filter[i].weight.view({count, span, CharacterNetwork::character_width});
      add(weights, filter, Affine{weight.transpose(1, 2), from.filter[i].bias});
    }
    add(weights, encoder + "_highways._layers.0", from.highway);
    add(weights, encoder + "_projection", from.projection);
    add(weights, encoder + "_layer_norm", characters_norm_);
  }

  static void add_stack(NamedWeights& weights, const std::string& root, const Stack& stack) {
    for (std::size_t layer = 0; layer < stack.blocks.size(); ++layer) {
      const std::string name = root + "layers." + std::to_string(layer) + ".";
      const Block& block = stack.blocks[layer];
      const std::vector<Tensor> matrices = block.projected.weight.chunk(3), biases = block.projected.bias.chunk(3);
      for (std::size_t i = 0; i < 3; ++i)
        add(weights, name + "self_attn.linears." + std::to_string(i), Affine{matrices[i], biases[i]});
      add(weights, name + "self_attn.linears.3", block.attended);
      add(weights, name + "feed_forward.w_1", block.inner);
      add(weights, name + "feed_forward.w_2", block.outer);
      add(weights, name + "sublayer.0.norm", block.attention_norm);
      add(weights, name + "sublayer.1.norm", block.inner_norm);
    }
    add(weights, root + "norm", stack.norm);
  }

  nlohmann::ordered_json config() const {
    using Json = nlohmann::ordered_json;
    const Index character_width = CharacterNetwork::character_width;
    const Json encoder = {{"type", "cnn-highway"},
                          {"activation", "relu"},
                          {"embedding_dim", character_width},
                          {"filters", CharacterNetwork::filters()},
                          {"num_highway", 1},
                          {"projection_dim", width()},
                          {"projection_location", "after_highway"},
                          {"do_layer_norm", true}};
    const Json characters = {
        {"type", "character_encoding"},
        {"embedding", {{"num_embeddings", tokenizer::Characters::vocabulary}, {"embedding_dim", character_width}}},
        {"encoder", encoder}};
    const Json contextualizer = {{"type", "bidirectional_language_model_transformer"},
                                 {"input_dim", width()},
                                 {"hidden_dim", inner_width()},
                                 {"num_layers", architecture_.layers},
                                 {"dropout", architecture_.dropout},
                                 {"input_dropout", architecture_.dropout}};
    return {{"model",
             {{"type", "language_model"},
              {"bidirectional", true},
              {"text_field_embedder", {{"token_embedders", {{embedder, characters}}}}},
              {"contextualizer", contextualizer}}}};
  }

  Architecture architecture_;
  PredictedWords words_;
  CharacterNetwork characters_;
  Norm characters_norm_;
  WordSoftmax softmax_;
  Tensor positions_;  ///< [positions, width]
  std::array<Stack, 2> stacks_;
};

}  // namespace

std::shared_ptr<TrainingGraph> make_transformer_elmo(const Architecture& architecture, const Words& words,
                                                     std::uint64_t seed) {
  NEURANK_EXPECT(architecture.layers > 0 && architecture.feed_forward % 2 == 0);
  if (architecture.width % (2 * heads) != 0)
    throw usage_error("width is " + std::to_string(architecture.width) +
                          ", but each direction of a transformer ELMo has " + std::to_string(heads) + " heads",
                      "choose a multiple of " + std::to_string(2 * heads));
  if (architecture.max_words + 2 > positions)
    throw usage_error("max_words is " + std::to_string(architecture.max_words) + ", a transformer ELMo reads at most " +
                      std::to_string(positions - 2));
  return std::make_shared<TransformerElmo>(architecture, words, Random(derive_seed(seed, "transformer_elmo/weights")));
}

}  // namespace neurank::pretrain
