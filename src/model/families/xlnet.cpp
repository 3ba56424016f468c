#include "model/families/families.hpp"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "model/device_model.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/norms.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

/// Of sentence A, of B, of <cls>, of padding: what the published tokenizer tells apart.
constexpr Index token_types = 4;

struct XlnetConfig {
  Index layers;
  Index width;
  Index heads;
  Index head_width;
  Index inner_width;  ///< of the feed-forward part
  Index vocabulary;
  Index clamp;  ///< positions farther apart count as so far apart; not above 0: no such bound
  double epsilon;
  Activation activation;

  Index heads_width() const { return heads * head_width; }
};

Activation xlnet_activation(const checkpoint::ModelConfig& config, const ModelSettings& settings) {
  const Activation named = read_activation(config, "ff_activation");
  if (named == Activation::gelu_erf) return settings.gelu == Gelu::erf ? Activation::gelu_erf : Activation::gelu_tanh;
  if (settings.gelu)
    throw usage_error(
        "gelu of model " + settings.name + ": the model's ff_activation is not \"gelu\" but " + name_of(named),
        "leave it out");
  return named;
}

Index head_width(const checkpoint::ModelConfig& config) {
  if (config.has("d_head")) return config.count("d_head");
  expect_multiple(config, "d_model", "n_head");
  return config.count("d_model") / config.count("n_head");
}

XlnetConfig read_xlnet_config(const checkpoint::ModelConfig& config, const ModelSettings& settings) {
  expect_text(config, "attn_type", "bi");
  expect_flag(config, "bi_data", false);
  if (config.count("d_model") % 2 != 0)
    throw input_error(config.file().string() + ": d_model is odd, but positions need half of it for sines");
  return {.layers = config.count("n_layer"),
          .width = config.count("d_model"),
          .heads = config.count("n_head"),
          .head_width = head_width(config),
          .inner_width = config.count("d_inner"),
          .vocabulary = config.count("vocab_size"),
          .clamp = config.whole_number("clamp_len", -1),
          .epsilon = config.positive_number("layer_norm_eps", 1e-12),
          .activation = xlnet_activation(config, settings)};
}

ModelShape xlnet_shape(const checkpoint::ModelConfig& config, const ModelSettings& settings) {
  const XlnetConfig xlnet = read_xlnet_config(config, settings);
  return {.family = "xlnet",
          .layers = xlnet.layers + 1,
          .width = xlnet.width,
          .layer_names = layer_names_of(xlnet.layers),
          .max_pieces = 0,
          .vocabulary = xlnet.vocabulary,
          .segments = token_types,
          .activation = name_of(xlnet.activation),
          .inner_width = xlnet.inner_width};
}

/// Without the projection of the distances, which all sequences of a batch share.
double xlnet_flops(const checkpoint::ModelConfig& config, Index pieces) {
  const XlnetConfig xlnet = read_xlnet_config(config, {});
  const double length = to_double(pieces), width = to_double(xlnet.width);
  const double heads_width = to_double(xlnet.heads_width());
  const double projections = 4 * width * heads_width + 2 * width * to_double(xlnet.inner_width);
  const double attention = (2 * length + 2 * length - 1) * heads_width;  // by content, by distance; values
  return 2 * to_double(xlnet.layers) * length * (projections + attention);
}

/// What the blocks need to know of a batch beside its hidden states.
struct Context {
  at::Tensor key_mask;            ///< [1, B, 1, K], as in DeviceBatch
  at::Tensor distances;           ///< [width, 2 P - 1], see encode_distances
  at::Tensor different_segments;  ///< [1, B, P, P] 1 where query and key are of different segments; undefined: none are
};

/// Column c encodes the distance p = P - 1 - c from a key to a query: sin(p w_k) for all k, then cos(p w_k), with
/// w_k = 10000^(-2 k / width). [width, 2 P - 1]
at::Tensor encode_distances(Index length, const XlnetConfig& config, at::Device device) {
  const auto precise = at::TensorOptions().dtype(at::kDouble).device(device);
  at::Tensor distances = at::arange(length - 1, -length, -1, precise);
  if (config.clamp > 0) distances = distances.clamp(-config.clamp, config.clamp);
  const at::Tensor rates = at::pow(10000.0, at::arange(0, config.width, 2, precise).div(-config.width));
  const at::Tensor angles = at::outer(rates, distances);
  return at::cat({angles.sin(), angles.cos()}).to(at::kFloat);
}

Context surroundings_of(const DeviceBatch& batch, const XlnetConfig& config) {
  Context result{.key_mask = batch.key_mask.transpose(0, 1),
                 .distances = encode_distances(batch.ids.size(1), config, batch.ids.device()),
                 .different_segments = {}};
  if (batch.segments.defined())
    result.different_segments =
        at::ne(batch.segments.unsqueeze(2), batch.segments.unsqueeze(1)).to(at::kFloat).unsqueeze(0);
  return result;
}

/// Self-attention by content, distance and segment, with the projection that follows it. For query i and key j
///   score = ((q_i + r_w) k_j + (q_i + r_r) W_r R_(i - j) + (q_i + r_s) s_ij) / sqrt(head width)
/// where s_ij is one vector for pairs in the same segment and another for pairs in different ones. What depends on i
/// alone does not change the softmax: only the difference of the two vectors counts, and nothing without segments.
/// Padding may attend to itself in the published code; that changes only what is computed for padding.
class RelativeAttention {
 public:
  RelativeAttention(const WeightScope& scope, const XlnetConfig& config) : config_(config) {
    const Index n = config.heads, d = config.head_width;
    const auto projection = [&](const char* name) {
      return scope.load(name, {config.width, n, d}).view({config.width, n * d}).t();
    };
    // Scaling what belongs to the query once spares scaling every score, and r_w is the bias of its projection.
    const double scale = 1.0 / std::sqrt(to_double(d));
    const at::Tensor r_w = scope.load("r_w_bias", {n, d});
    const at::Tensor none = at::zeros({2 * n * d}, r_w.options());
    weight_ = at::cat({projection("q").mul(scale), projection("k"), projection("v")});
    bias_ = at::cat({r_w.mul(scale).view({n * d}), none});
    distance_weight_ = projection("r").contiguous();
    distance_bias_ = scope.load("r_r_bias", {n, d}).sub_(r_w).mul_(scale).view({n, 1, 1, d});
    const at::Tensor segments = scope.load("seg_embed", {2, n, d});
    segment_bias_ = scope.load("r_s_bias", {n, d}).sub_(r_w).mul_(scale).view({n, 1, 1, d});
    segment_weight_ = segments[1].sub(segments[0]).view({n, d, 1});
    output_ = scope.load("o", {config.width, n, d}).view({config.width, n * d});
  }

  /// @param hidden [B, P, width]  @return [B, P, width]
  at::Tensor operator()(const at::Tensor& hidden, const Context& around) const {
    const Index batch = hidden.size(0), length = hidden.size(1), n = config_.heads, d = config_.head_width;
    const at::Tensor qkv =
        at::linear(hidden, weight_, bias_).view({batch, length, 3, n, d}).permute({2, 3, 0, 1, 4}).contiguous();
    const at::Tensor scores = masked_distance_scores(qkv[0], around);
    if (around.different_segments.defined()) add_segment_scores(scores, qkv[0], around.different_segments);
    const at::Tensor sequences = qkv.view({3, n * batch, length, d});
    const at::Tensor rows = scores.view({n * batch, length, scores.size(3)});
    rows.narrow(2, 0, length).baddbmm_(sequences[0], sequences[1].transpose(1, 2));
    const at::Tensor context = at::bmm(at::softmax(rows, -1).narrow(2, 0, length), sequences[2]);
    const at::Tensor joined = context.view({n, batch, length, d}).permute({1, 2, 0, 3}).reshape({batch, length, n * d});
    return at::linear(joined, output_);
  }

 private:
  /// Each query's products with all 2 P - 1 distances are one row; query i needs columns P - 1 - i to 2 P - 2 - i of
  /// its own. Rows that are read as if they were one number shorter each begin one number earlier, so that a view does
  /// it.
  /// @param query [heads, B, P, head width]  @return [heads, B, P, K]
  at::Tensor masked_distance_scores(const at::Tensor& query, const Context& around) const {
    const Index n = config_.heads, d = config_.head_width, batch = query.size(1), length = query.size(2);
    const Index columns = around.distances.size(1), keys = around.key_mask.size(3);
    const at::Tensor distances = at::mm(distance_weight_, around.distances).view({n, d, columns});
    const at::Tensor products = at::bmm(query.add(distance_bias_).view({n, batch * length, d}), distances);
    const at::Tensor shifted = products.as_strided(
        {n, batch, length, length}, {batch * length * columns, length * columns, columns - 1, 1}, length - 1);
    at::Tensor scores = at::empty({n, batch, length, keys}, query.options());
    at::Tensor of_pieces = scores.narrow(3, 0, length);
    at::add_out(of_pieces, shifted, around.key_mask.narrow(3, 0, length));
    scores.narrow(3, length, keys - length).fill_(-std::numeric_limits<float>::infinity());
    return scores;
  }

  void add_segment_scores(const at::Tensor& scores, const at::Tensor& query, const at::Tensor& different) const {
    const Index n = config_.heads, batch = query.size(1), length = query.size(2);
    const at::Tensor products =
        at::bmm(query.add(segment_bias_).view({n, batch * length, config_.head_width}), segment_weight_);
    scores.narrow(3, 0, length).addcmul_(products.view({n, batch, length, 1}), different);
  }

  XlnetConfig config_;
  at::Tensor weight_, bias_;  ///< q, k and v stacked: one product instead of three
  at::Tensor distance_weight_, distance_bias_, segment_weight_, segment_bias_, output_;
};

/// a = LN(attention(h) + h);  h' = LN(W_2 act(W_1 a) + a)
class Block {
 public:
  Block(const WeightScope& scope, const XlnetConfig& config)
      : attention_(scope / "rel_attn", config),
        attention_norm_(scope / "rel_attn.layer_norm", config.width, config.epsilon),
        feed_forward_{{scope / "ff.layer_1", config.width, config.inner_width},
                      config.activation,
                      {scope / "ff.layer_2", config.inner_width, config.width}},
        output_norm_(scope / "ff.layer_norm", config.width, config.epsilon) {}

  at::Tensor operator()(const at::Tensor& hidden, const Context& around, LayerSink& sink) const {
    const at::Tensor attended = attention_norm_(attention_(hidden, around).add_(hidden));
    return output_norm_(feed_forward_(attended, sink).add_(attended));
  }

 private:
  RelativeAttention attention_;
  LayerNorm attention_norm_;
  FeedForward feed_forward_;
  LayerNorm output_norm_;
};

class Xlnet final : public DeviceModel {
 public:
  Xlnet(const XlnetConfig& config, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        config_(config),
        words_(scope, "word_embedding.weight", config.vocabulary, config.width),
        blocks_(scope / "layer", config.layers,
                [config](const WeightScope& layers, Index layer) { return Block(layers / layer, config); }) {
    (scope / "layer" / config.layers).expect_no_surplus("rel_attn.q", "n_layer");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Context around = surroundings_of(batch, config_);
    at::Tensor hidden = words_(batch.ids);
    sink.residual(hidden);
    for (Index layer = 0; layer < blocks_.size(); ++layer) {
      if (sink.is_done()) return;
      hidden = blocks_.with(layer, [&](const Block& block) { return block(hidden, around, sink); });
      sink.residual(hidden);
    }
  }

  XlnetConfig config_;
  Embedding words_;
  Blocks<Block> blocks_;
};

std::unique_ptr<LanguageModel> load_xlnet(const checkpoint::ModelConfig& config,
                                          const std::shared_ptr<const checkpoint::TensorSource>& weights,
                                          const ModelSettings& settings, Device device) {
  const c10::InferenceMode no_gradients;
  const at::Device resolved = resolve_device(device);
  const WeightScope scope = skip_prefix({weights, resolved}, "transformer", "word_embedding.weight");
  return std::make_unique<Xlnet>(read_xlnet_config(config, settings), xlnet_shape(config, settings), scope);
}

}  // namespace

Family xlnet_family() {
  return {.name = "xlnet", .shape = xlnet_shape, .flops = xlnet_flops, .load = load_xlnet, .gelu_is_open = true};
}

}  // namespace neurank::model
