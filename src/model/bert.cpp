#include "model/bert.hpp"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include "base/error.hpp"
#include "model/device_batch.hpp"
#include "model/layers.hpp"

namespace neurank::model {
namespace {

struct BertConfig {
  Index layers;  ///< blocks, the embedding layer not counted
  Index width;
  Index heads;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index positions;
  Index segments;
  double epsilon;
  Activation activation;
};

/// Throws Error for what changes the computation and is not done here.
void refuse_variants(const checkpoint::ModelConfig& config) {
  const std::string positions = config.text("position_embedding_type", "absolute");
  if (positions != "absolute")
    throw input_error(config.file().string() + ": position_embedding_type is \"" + positions +
                      "\", only absolute is supported");
  if (config.flag("is_decoder", false))
    throw input_error(config.file().string() + ": is_decoder is true, only encoders are supported");
}

BertConfig read_bert_config(const checkpoint::ModelConfig& config) {
  refuse_variants(config);
  expect_multiple(config, "hidden_size", "num_attention_heads");
  return {.layers = config.count("num_hidden_layers"),
          .width = config.count("hidden_size"),
          .heads = config.count("num_attention_heads"),
          .inner_width = config.count("intermediate_size"),
          .vocabulary = config.count("vocab_size"),
          .positions = config.count("max_position_embeddings"),
          .segments = config.count("type_vocab_size", 2),
          .epsilon = config.positive_number("layer_norm_eps", 1e-12),
          .activation = read_activation(config, "hidden_act")};
}

ModelShape bert_shape(const checkpoint::ModelConfig& config, const ModelSettings&) {
  const BertConfig bert = read_bert_config(config);
  return {.family = "bert",
          .layers = bert.layers + 1,
          .width = bert.width,
          .layer_names = layer_names_of(bert.layers),
          .max_pieces = bert.positions,
          .vocabulary = bert.vocabulary,
          .segments = bert.segments,
          .activation = activation_name(bert.activation)};
}

double bert_flops(const checkpoint::ModelConfig& config, Index pieces) {
  const BertConfig bert = read_bert_config(config);
  const double length = static_cast<double>(pieces), width = static_cast<double>(bert.width);
  const double projections = 4 * width * width + 2 * width * static_cast<double>(bert.inner_width);
  const double attention = 2 * length * width;
  return 2 * static_cast<double>(bert.layers) * length * (projections + attention);
}

/// LN(word + token type + position)
class Embeddings {
 public:
  Embeddings(const WeightScope& scope, const BertConfig& config)
      : words_(scope.load("word_embeddings.weight", {config.vocabulary, config.width})),
        positions_(scope.load("position_embeddings.weight", {config.positions, config.width})),
        segments_(scope.load("token_type_embeddings.weight", {config.segments, config.width})),
        norm_(scope / "LayerNorm", config.width, config.epsilon) {}

  at::Tensor operator()(const DeviceBatch& batch) const {
    at::Tensor sum = at::embedding(words_, batch.ids);
    sum.add_(batch.segments.defined() ? at::embedding(segments_, batch.segments) : segments_[0]);
    sum.add_(positions_.slice(0, 0, batch.ids.size(1)));
    return norm_(sum);
  }

 private:
  at::Tensor words_, positions_, segments_;
  LayerNorm norm_;
};

/// a = LN(W_o attention(h) + h);  h' = LN(W_2 act(W_1 a) + a)
class Block {
 public:
  Block(const WeightScope& scope, const BertConfig& config)
      : attention_(scope / "attention.self.query", scope / "attention.self.key", scope / "attention.self.value",
                   config.width, config.heads),
        attention_output_(scope / "attention.output.dense", config.width, config.width),
        attention_norm_(scope / "attention.output.LayerNorm", config.width, config.epsilon),
        inner_(scope / "intermediate.dense", config.width, config.inner_width),
        activation_(config.activation),
        output_(scope / "output.dense", config.inner_width, config.width),
        output_norm_(scope / "output.LayerNorm", config.width, config.epsilon) {}

  at::Tensor operator()(const at::Tensor& hidden, const at::Tensor& key_mask) const {
    const at::Tensor attended = attention_norm_(attention_output_(attention_(hidden, key_mask)).add_(hidden));
    at::Tensor inner = inner_(attended);
    apply_in_place(activation_, inner);
    return output_norm_(output_(inner).add_(attended));
  }

 private:
  SelfAttention attention_;
  Linear attention_output_;
  LayerNorm attention_norm_;
  Linear inner_;
  Activation activation_;
  Linear output_;
  LayerNorm output_norm_;
};

class Bert final : public LanguageModel {
 public:
  Bert(const BertConfig& config, ModelShape shape, const WeightScope& scope, at::Device device)
      : shape_(std::move(shape)), device_(device), embeddings_(scope / "embeddings", config) {
    const WeightScope layers = scope / "encoder.layer";
    for (Index layer = 0; layer < config.layers; ++layer) blocks_.emplace_back(layers / layer, config);
    expect_no_more_layers(layers, config.layers, "attention.self.query.weight", "num_hidden_layers");
  }

  const ModelShape& shape() const override { return shape_; }

  void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) override {
    const c10::InferenceMode no_gradients;
    const DeviceBatch input = to_device(batch, shape_, device_);
    const at::Tensor wanted = rows_to_device(rows, device_);
    at::Tensor hidden = embeddings_(input);
    hand_out(observer, 0, hidden, wanted);
    for (std::size_t layer = 0; layer < blocks_.size(); ++layer) {
      hidden = blocks_[layer](hidden, input.key_mask);
      hand_out(observer, static_cast<Index>(layer) + 1, hidden, wanted);
    }
  }

 private:
  ModelShape shape_;
  at::Device device_;
  Embeddings embeddings_;
  std::vector<Block> blocks_;
};

std::unique_ptr<LanguageModel> load_bert(const checkpoint::ModelConfig& config, const checkpoint::TensorSource& weights,
                                         const ModelSettings& settings, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  const WeightScope scope = skip_prefix({weights, "", resolved}, "bert", "embeddings.word_embeddings.weight");
  return std::make_unique<Bert>(read_bert_config(config), bert_shape(config, settings), scope, resolved);
}

}  // namespace

Family bert_family() { return {"bert", bert_shape, bert_flops, load_bert}; }

}  // namespace neurank::model
