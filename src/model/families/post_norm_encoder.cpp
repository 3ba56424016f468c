#include "model/families/post_norm_encoder.hpp"

#include <ATen/ops/embedding.h>

#include <optional>

#include "base/cast.hpp"
#include "model/device_model.hpp"
#include "model/families/loading.hpp"
#include "model/parts/attention.hpp"
#include "model/parts/blocks.hpp"
#include "model/parts/embedding.hpp"
#include "model/parts/feed_forward.hpp"
#include "model/parts/norms.hpp"
#include "model/parts/transformer_config.hpp"

namespace neurank::model {
namespace {

/// LN(word + token type + position), and the map to the blocks' width where there is one
class Embeddings {
 public:
  Embeddings(const WeightScope& scope, const PostNormPlan& plan)
      : words_(scope, "embeddings.word_embeddings.weight", plan.vocabulary, plan.embedding_width),
        positions_(scope.load("embeddings.position_embeddings.weight", {plan.positions, plan.embedding_width})),
        norm_(scope / "embeddings.LayerNorm", plan.embedding_width, plan.epsilon),
        first_position_(plan.first_position) {
    if (plan.segments > 0)
      segments_ = scope.load("embeddings.token_type_embeddings.weight", {plan.segments, plan.embedding_width});
    if (!plan.projection.empty()) projection_.emplace(scope / plan.projection, plan.embedding_width, plan.width);
  }

  at::Tensor operator()(const DeviceBatch& batch) const {
    at::Tensor sum = words_(batch.ids);
    if (segments_.defined())
      sum.add_(batch.segments.defined() ? at::embedding(segments_, batch.segments) : segments_[0]);
    sum.add_(positions_.slice(0, first_position_, first_position_ + batch.ids.size(1)));
    const at::Tensor normed = norm_(sum);
    return projection_ ? (*projection_)(normed) : normed;
  }

 private:
  Embedding words_;
  at::Tensor positions_, segments_;
  LayerNorm norm_;
  Index first_position_;
  std::optional<Linear> projection_;
};

Projections projections_of(const WeightScope& block, const PostNormPlan& plan) {
  return stack_projections(block / plan.names.query, block / plan.names.key, block / plan.names.value,
                           equal_heads(plan.width, plan.heads));
}

/// a = LN(W_o attention(h) + h);  h' = LN(W_2 act(W_1 a) + a)
class Block {
 public:
  Block(const WeightScope& scope, const PostNormPlan& plan)
      : attention_(projections_of(scope, plan), equal_heads(plan.width, plan.heads)),
        attention_output_(scope / plan.names.attention_output, plan.width, plan.width),
        attention_norm_(scope / plan.names.attention_norm, plan.width, plan.epsilon),
        feed_forward_{{scope / plan.names.inner, plan.width, plan.inner_width},
                      plan.activation,
                      {scope / plan.names.output, plan.inner_width, plan.width}},
        output_norm_(scope / plan.names.output_norm, plan.width, plan.epsilon) {}

  at::Tensor operator()(const at::Tensor& hidden, const Surroundings& surroundings, LayerSink& sink) const {
    const at::Tensor attended = attention_norm_(attention_output_(attention_(hidden, surroundings)).add_(hidden));
    return output_norm_(feed_forward_(attended, sink).add_(attended));
  }

 private:
  SelfAttention attention_;
  Linear attention_output_;
  LayerNorm attention_norm_;
  FeedForward feed_forward_;
  LayerNorm output_norm_;
};

class PostNormEncoder final : public DeviceModel {
 public:
  PostNormEncoder(const PostNormPlan& plan, ModelShape shape, const WeightScope& scope)
      : DeviceModel(std::move(shape), scope),
        embeddings_(scope, plan),
        plan_(plan.blocks),
        blocks_(scope, plan.blocks.blocks, [plan](const WeightScope& model, Index block) {
          return Block(model / plan.blocks.path(block), plan);
        }) {
    for (const SurplusBlock& block : plan_.surplus)
      (scope / block.path).expect_no_surplus(plan.names.query + ".weight", block.key);
  }

 private:
  void compute(const DeviceBatch& batch, LayerSink& sink) const override {
    at::Tensor hidden = embeddings_(batch);
    sink.residual(hidden);
    for (Index layer = 0; layer < plan_.layers; ++layer) {
      if (sink.is_done()) return;
      const Range blocks = plan_.blocks_of_layer(layer);
      for (Index block = blocks.begin; block < blocks.end; ++block)
        hidden = blocks_.with(block, [&](const Block& run) { return run(hidden, {batch.key_mask}, sink); });
      sink.residual(hidden);
    }
  }

  Embeddings embeddings_;
  BlockPlan plan_;
  Blocks<Block> blocks_;
};

/// Width of the one feed-forward part that each layer has; 0 where layers run several blocks.
Index one_inner_width(const PostNormPlan& plan) {
  return plan.blocks.blocks_of_layer(0).size() == 1 ? plan.inner_width : 0;
}

ModelShape shape_of(const std::string& family, const PostNormPlan& plan) {
  return {.family = family,
          .layers = plan.blocks.layers + 1,
          .width = plan.width,
          .layer_names = layer_names_of(plan.blocks.layers),
          .max_pieces = plan.positions - plan.first_position,
          .vocabulary = plan.vocabulary,
          .segments = plan.segments,
          .activation = name_of(plan.activation),
          .inner_width = one_inner_width(plan)};
}

double flops_of(const PostNormPlan& plan, Index pieces) {
  Index runs = 0;  // of blocks: those that share weights count each time
  for (Index layer = 0; layer < plan.blocks.layers; ++layer) runs += plan.blocks.blocks_of_layer(layer).size();
  const Index projection = plan.projection.empty() ? 0 : plan.embedding_width * plan.width;
  return transformer_flops(runs, plan.width, plan.inner_width, pieces) + 2 * to_double(pieces) * to_double(projection);
}

}  // namespace

BlockPlan block_a_layer(const checkpoint::ModelConfig& config, const std::string& key, const std::string& path) {
  const Index layers = config.count(key);
  const auto path_of = [path](Index block) { return path + "." + std::to_string(block); };
  return {.blocks = layers,
          .path = path_of,
          .layers = layers,
          .blocks_of_layer =
              [](Index layer) {
                return Range{layer, layer + 1};
              },
          .surplus = {{path_of(layers), key}}};
}

Family post_norm_family(const std::string& name,
                        const std::function<PostNormPlan(const checkpoint::ModelConfig&)>& plan) {
  return planned_family<PostNormEncoder, PostNormPlan>(
      name, [=](const checkpoint::ModelConfig& config, const ModelSettings&) { return plan(config); },
      [=](const PostNormPlan& read) { return shape_of(name, read); }, flops_of,
      [](const PostNormPlan& read) {
        return WeightPlace{read.prefix, "embeddings.word_embeddings.weight"};
      });
}

}  // namespace neurank::model
