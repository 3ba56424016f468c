#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/json.hpp"
#include "pretrain/affine.hpp"
#include "pretrain/packed_batch.hpp"
#include "pretrain/random_tensors.hpp"
#include "pretrain/training_graph.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::pretrain {
namespace {

using at::Tensor;

constexpr double epsilon = 1e-12;
constexpr double masked_share = 0.15;

/// The most pieces a word that a sequence may have on average; longer ones are cut. BERT's positions are learned, so
/// one that no sequence of the training text reaches would stay at random.
constexpr Index pieces_a_word = 2;

struct Norm {
  Tensor weight, bias;
  Tensor operator()(const Tensor& x) const { return at::layer_norm(x, weight.sizes(), weight, bias, epsilon); }
};

struct Block {
  Affine query, key, value, attention_output;
  Norm attention_norm;
  Affine inner, output;
  Norm output_norm;
};

/// What the vocabulary says.
struct SpecialPieces {
  Index vocabulary;
  std::int64_t mask;
};

SpecialPieces read_special_pieces(const std::filesystem::path& file) {
  const tokenizer::Vocabulary vocabulary = tokenizer::read_vocabulary(file);
  const auto mask = vocabulary.id("[MASK]");
  if (!mask) throw input_error(file.string() + ": no line [MASK]", "a masked language model needs that piece");
  return {vocabulary.size(), *mask};
}

/// What is to be predicted in a batch.
struct Masked {
  Tensor ids;      ///< [R, P], some replaced
  Tensor places;   ///< [M] in R * P
  Tensor targets;  ///< [M] ids that stood there
};

class Bert final : public TrainingGraph {
 public:
  Bert(const Architecture& architecture, const std::filesystem::path& vocabulary, std::uint64_t seed)
      : sizes_(architecture),
        text_(vocabulary, architecture.max_words, pieces_a_word * architecture.max_words),
        special_(read_special_pieces(vocabulary / "vocab.txt")) {
    NEURANK_EXPECT(sizes_.width % sizes_.heads == 0);
    Random random(derive_seed(seed, "bert"));
    make_embeddings(random);
    for (Index layer = 0; layer < sizes_.layers; ++layer) make_block(layer, random);
    output_bias_ = parameters_.add("cls.predictions.bias", at::zeros({special_.vocabulary}));
    transform_ = affine("cls.predictions.transform.dense", sizes_.width, sizes_.width, random);
    transform_norm_ = norm("cls.predictions.transform.LayerNorm");
  }

  Loss loss(std::span<const Words> sentences, std::uint64_t seed) override {
    const std::vector<Pieces> sequences = text_.sequences(sentences);
    if (sequences.empty()) return {at::zeros({}).set_requires_grad(true), 0};
    Random random(seed);
    const PackedBatch batch = pack(sequences);
    const Masked masked = mask_pieces(batch, random);
    const Tensor hidden = encode(masked.ids, batch, random, [](const Tensor&) {});
    const Tensor predicting = at::embedding(hidden.view({-1, sizes_.width}), masked.places);
    const Tensor transformed = transform_norm_(at::gelu(transform_(predicting)));
    const Tensor logits = at::linear(transformed, words_, output_bias_);
    return {at::cross_entropy_loss(logits, masked.targets, {}, at::Reduction::Sum), masked.targets.size(0)};
  }

  std::vector<std::int64_t> units(const Words& sentence) const override { return text_.pieces(sentence); }

  void write(const std::filesystem::path& folder) const override {
    make_folder(folder);
    write_parameters(parameters_, folder / "model.safetensors");
    text_.copy_to(folder);
    write_file(folder / "config.json", json_text(config(), 2) + "\n");
  }

 private:
  std::vector<Tensor> compute_states(const Words& sentence) override {
    const PackedBatch batch = pack({text_.framed(sentence)});
    NEURANK_EXPECT(batch.length <= positions());
    Random unused(0);
    std::vector<Tensor> layers;
    encode(batch.ids, batch, unused, [&](const Tensor& hidden) { layers.push_back(hidden[0]); });
    return layers;
  }

  Index positions() const { return pieces_a_word * sizes_.max_words + text_.before() + text_.after(); }

  Tensor random_weight(const std::string& name, at::IntArrayRef shape, Random& random) {
    return parameters_.add(name, start_weights(shape, sizes_.width, random));
  }

  Affine affine(const std::string& name, Index inputs, Index outputs, Random& random) {
    const Tensor weight = random_weight(name + ".weight", {outputs, inputs}, random);
    return {weight, parameters_.add(name + ".bias", at::zeros({outputs}))};
  }

  Norm norm(const std::string& name) {
    const Tensor weight = parameters_.add(name + ".weight", at::ones({sizes_.width}));
    return {weight, parameters_.add(name + ".bias", at::zeros({sizes_.width}))};
  }

  void make_embeddings(Random& random) {
    const std::string scope = "bert.embeddings.";
    words_ = random_weight(scope + "word_embeddings.weight", {special_.vocabulary, sizes_.width}, random);
    positions_ = random_weight(scope + "position_embeddings.weight", {positions(), sizes_.width}, random);
    segments_ = random_weight(scope + "token_type_embeddings.weight", {2, sizes_.width}, random);
    embedding_norm_ = norm(scope + "LayerNorm");
  }

  void make_block(Index layer, Random& random) {
    const std::string scope = "bert.encoder.layer." + std::to_string(layer) + ".";
    const Index w = sizes_.width;
    Block block;
    block.query = affine(scope + "attention.self.query", w, w, random);
    block.key = affine(scope + "attention.self.key", w, w, random);
    block.value = affine(scope + "attention.self.value", w, w, random);
    block.attention_output = affine(scope + "attention.output.dense", w, w, random);
    block.attention_norm = norm(scope + "attention.output.LayerNorm");
    block.inner = affine(scope + "intermediate.dense", w, sizes_.feed_forward, random);
    block.output = affine(scope + "output.dense", sizes_.feed_forward, w, random);
    block.output_norm = norm(scope + "output.LayerNorm");
    blocks_.push_back(block);
  }

  /// Devlin et al. section 3.1, task 1: 15 % of the pieces are predicted; of these 80 % become [MASK], 10 % any piece
  /// of the vocabulary, 10 % stay. At least one is predicted.
  Masked mask_pieces(const PackedBatch& batch, Random& random) const {
    std::vector<std::int64_t> candidates;
    for (const auto& [first, length] : batch.sequences)
      for (Index i = text_.before(); i < length - text_.after(); ++i) candidates.push_back(first + i);
    const auto count = to_index(candidates.size());
    const Index predicted = std::max<Index>(1, std::lround(masked_share * to_double(count)));
    Masked masked{batch.ids.clone(), at::empty({predicted}, at::kLong), at::empty({predicted}, at::kLong)};
    auto* const ids = masked.ids.data_ptr<std::int64_t>();
    Index m = 0;
    for (const Index i : sample_without_replacement(count, predicted, random)) {
      std::int64_t& id = ids[candidates[to_size(i)]];
      masked.places[m] = candidates[to_size(i)];
      masked.targets[m++] = id;
      const double kind = random.uniform();
      if (kind < 0.8)
        id = special_.mask;
      else if (kind < 0.9)
        id = to_int64(random.below(to_uint64(special_.vocabulary)));
    }
    return masked;
  }

  Tensor drop(const Tensor& x, Random& random) const { return dropout(x, is_training() ? sizes_.dropout : 0, random); }

  /// @return last layer [R, P, width]; every layer, the embeddings first, is given to `next_layer`
  template <class NextLayer>
  Tensor encode(const Tensor& ids, const PackedBatch& batch, Random& random, NextLayer next_layer) const {
    const Tensor sum = at::embedding(words_, ids) + at::embedding(positions_, batch.positions) + segments_[0];
    Tensor hidden = drop(embedding_norm_(sum), random);
    next_layer(hidden);
    const Tensor unseen = batch.same_sequence().logical_not().unsqueeze(1);
    const Tensor mask = at::zeros(unseen.sizes()).masked_fill(unseen, -INFINITY);
    for (const Block& block : blocks_) {
      const Tensor context = block.attention_output(attend(block, hidden, mask, random));
      const Tensor attended = block.attention_norm(drop(context, random) + hidden);
      const Tensor fed = block.output(at::gelu(block.inner(attended)));
      hidden = block.output_norm(drop(fed, random) + attended);
      next_layer(hidden);
    }
    return hidden;
  }

  /// Multi-head self-attention without the projection that follows it.
  /// @param mask [R, 1, P, P], added to the scores
  Tensor attend(const Block& block, const Tensor& hidden, const Tensor& mask, Random& random) const {
    const Index rows = hidden.size(0), length = hidden.size(1), n = sizes_.heads, d = sizes_.width / n;
    const Tensor weight = at::cat({block.query.weight, block.key.weight, block.value.weight});
    const Tensor bias = at::cat({block.query.bias, block.key.bias, block.value.bias});
    const Tensor qkv = at::linear(hidden, weight, bias)
                           .view({rows, length, 3, n, d})
                           .permute({2, 0, 3, 1, 4})
                           .reshape({3, rows * n, length, d});
    const std::vector<Tensor> parts = qkv.unbind();
    const Tensor query = parts[0] * (1 / std::sqrt(to_double(d)));
    const Tensor scores = at::bmm(query, parts[1].transpose(1, 2)).view({rows, n, length, length}) + mask;
    const Tensor shares = drop(scores.softmax(-1), random).view({rows * n, length, length});
    return at::bmm(shares, parts[2]).view({rows, n, length, d}).transpose(1, 2).reshape({rows, length, n * d});
  }

  checkpoint::Json config() const {
    return {{"architectures", {"BertForMaskedLM"}},
            {"model_type", "bert"},
            {"attention_probs_dropout_prob", sizes_.dropout},
            {"hidden_act", "gelu"},
            {"hidden_dropout_prob", sizes_.dropout},
            {"hidden_size", sizes_.width},
            {"intermediate_size", sizes_.feed_forward},
            {"layer_norm_eps", epsilon},
            {"max_position_embeddings", positions()},
            {"num_attention_heads", sizes_.heads},
            {"num_hidden_layers", sizes_.layers},
            {"pad_token_id", 0},
            {"position_embedding_type", "absolute"},
            {"type_vocab_size", 2},
            {"vocab_size", special_.vocabulary}};
  }

  Architecture sizes_;
  PieceText text_;
  SpecialPieces special_;
  Tensor words_, positions_, segments_;
  Norm embedding_norm_;
  std::vector<Block> blocks_;
  Affine transform_;
  Norm transform_norm_;
  Tensor output_bias_;  ///< the output's weights are words_
};

}  // namespace

std::shared_ptr<TrainingGraph> make_bert(const Architecture& architecture, const std::filesystem::path& vocabulary,
                                         std::uint64_t seed) {
  return std::make_shared<Bert>(architecture, vocabulary, seed);
}

}  // namespace neurank::pretrain
