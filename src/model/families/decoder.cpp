#include "model/families/decoder.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/cast.hpp"
#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/parts/attention.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/masks.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

RmsNorm read_norm(const WeightScope& scope, Index width, const DecoderPlan& plan) {
  return {scope, width, plan.epsilon, plan.norms_add_one ? RmsNorm::Stored::scale_minus_one : RmsNorm::Stored::scale};
}

/// A norm, or nothing where the family has none.
class OptionalNorm {
 public:
  OptionalNorm(const WeightScope& block, const std::string& name, const DecoderPlan& plan) {
    if (!name.empty()) norm_ = read_norm(block / name, plan.width, plan);
  }

  at::Tensor operator()(const at::Tensor& x) const { return norm_ ? (*norm_)(x) : x; }

 private:
  std::optional<RmsNorm> norm_;
};

Projections read_projections(const WeightScope& attention, const DecoderPlan& plan) {
  const AttentionSizes& sizes = plan.attention;
  const Bias bias = bias_if(plan.projection_bias);
  if (!plan.joined)
    return stack_projections(attention / "q_proj", attention / "k_proj", attention / "v_proj", sizes, bias);
  const Index outputs = sizes.all_heads() * sizes.head_width;
  const WeightScope joined = attention / "qkv_proj";
  return {joined.load("weight", {outputs, sizes.width}), load_bias(joined, outputs, bias)};
}

std::optional<HeadNorms> read_head_norms(const WeightScope& attention, const DecoderPlan& plan) {
  if (plan.head_norm == HeadNorm::none) return std::nullopt;
  const bool each = plan.head_norm == HeadNorm::each_head;
  const Index d = plan.attention.head_width;
  return HeadNorms{read_norm(attention / "q_norm", each ? d : plan.attention.heads * d, plan),
                   read_norm(attention / "k_norm", each ? d : plan.attention.key_heads * d, plan), each};
}

GatedFeedForward read_feed_forward(const WeightScope& scope, const DecoderPlan& plan) {
  const Index width = plan.width, inner = plan.inner_width;
  const Bias bias = bias_if(plan.inner_bias);
  if (!plan.joined)
    return {{scope / "gate_proj", width, inner, bias},
            plan.activation,
            {scope / "up_proj", width, inner, bias},
            {scope / "down_proj", inner, width, bias}};
  const Linear joined(scope / "gate_up_proj", width, 2 * inner, bias);
  return {joined.outputs(0, inner),
          plan.activation,
          joined.outputs(inner, inner),
          {scope / "down_proj", inner, width, bias}};
}

class Block {
 public:
  Block(const WeightScope& scope, const DecoderPlan& plan)
      : before_attention_(scope, plan.norms.before_attention, plan),
        attention_(read_projections(scope / "self_attn", plan), plan.attention,
                   read_head_norms(scope / "self_attn", plan)),
        attention_output_(scope / "self_attn.o_proj", plan.attention.heads * plan.attention.head_width, plan.width,
                          bias_if(plan.attention_output_bias)),
        after_attention_(scope, plan.norms.after_attention, plan),
        before_inner_(scope, plan.norms.before_inner, plan),
        feed_forward_(read_feed_forward(scope / "mlp", plan)),
        after_inner_(scope, plan.norms.after_inner, plan) {}

  at::Tensor operator()(const at::Tensor& hidden, const Surroundings& surroundings, LayerSink& sink) const {
    const at::Tensor attended = attention_output_(attention_(before_attention_(hidden), surroundings));
    const at::Tensor sum = after_attention_(attended).add_(hidden);
    return after_inner_(feed_forward_(before_inner_(sum), sink)).add_(sum);
  }

 private:
  OptionalNorm before_attention_;
  SelfAttention attention_;
  Linear attention_output_;
  OptionalNorm after_attention_, before_inner_;
  GatedFeedForward feed_forward_;
  OptionalNorm after_inner_;
};

/// What the attention of each layer needs for a batch; layers with the same reach share it.
class Reaches {
 public:
  Reaches(const std::vector<AttentionReach>& of_layers, const DeviceBatch& batch) {
    const Index length = batch.ids.size(1), keys = batch.key_mask.size(3);
    rotations_.reserve(of_layers.size());  // surroundings point into it
    for (std::size_t layer = 0; layer < of_layers.size(); ++layer) {
      const AttentionReach& reach = of_layers[layer];
      const auto same = to_size(std::ranges::find(of_layers, reach) - of_layers.begin());
      if (same < layer) {
        surroundings_.push_back(surroundings_[same]);
        continue;
      }
      rotations_.push_back(rotation_of(reach.rotary, length, batch.ids.device()));
      surroundings_.push_back({causal_mask(length, keys, reach.window, batch.ids.device()), &rotations_.back()});
    }
  }

  const Surroundings& of(Index layer) const { return surroundings_[to_size(layer)]; }

 private:
  std::vector<Rotation> rotations_;
  std::vector<Surroundings> surroundings_;
};

class Decoder final : public DeviceModel {
 public:
  Decoder(const DecoderPlan& plan, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        words_(scope, "embed_tokens.weight", plan.vocabulary, plan.width),
        embedding_scale_(plan.embedding_scale),
        reach_(plan.reach),
        blocks_(scope / "layers", plan.layers,
                [plan](const WeightScope& layers, Index layer) { return Block(layers / layer, plan); }),
        final_norm_(read_norm(scope / "norm", plan.width, plan)) {
    (scope / "layers" / plan.layers).expect_no_surplus("mlp.down_proj.weight", "num_hidden_layers");
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    const Reaches reaches(reach_, batch);
    run_with_final_norm(blocks_, words_(batch.ids).mul_(embedding_scale_), final_norm_, sink,
                        [&](const Block& block, Index layer, const at::Tensor& hidden) {
                          return block(hidden, reaches.of(layer), sink);
                        });
  }

  Embedding words_;
  double embedding_scale_;
  std::vector<AttentionReach> reach_;
  Blocks<Block> blocks_;
  RmsNorm final_norm_;
};

ModelShape shape_of(const std::string& family, const DecoderPlan& plan) {
  return {.family = family,
          .layers = plan.layers + 1,
          .width = plan.width,
          .layer_names = layer_names_with_final_norm(plan.layers),
          .max_pieces = plan.positions,
          .vocabulary = plan.vocabulary,
          .activation = name_of(plan.activation),
          .inner_width = plan.inner_width,
          .is_causal = true};
}

double flops_of(const DecoderPlan& plan, Index pieces) {
  const AttentionSizes& sizes = plan.attention;
  const Index of_attention = plan.width * (sizes.all_heads() + sizes.heads) * sizes.head_width;
  const double projections = to_double(of_attention + 3 * plan.width * plan.inner_width);
  const double products = 2 * to_double(pieces) * to_double(sizes.heads * sizes.head_width);
  return 2 * to_double(plan.layers) * to_double(pieces) * (projections + products);
}

}  // namespace

Family decoder_family(const std::string& name, const std::function<DecoderPlan(const checkpoint::ModelConfig&)>& plan) {
  return planned_family<Decoder, DecoderPlan>(
      name, [=](const checkpoint::ModelConfig& config, const ModelSettings&) { return plan(config); },
      [=](const DecoderPlan& read) { return shape_of(name, read); }, flops_of,
      [](const DecoderPlan&) {
        return WeightPlace{"model", "embed_tokens.weight"};
      });
}

}  // namespace neurank::model
