#pragma once

namespace at {
class Tensor;
}

namespace neurank::model {

/// Takes what a model computes: of each site the layers in their order.
class LayerSink {
 public:
  virtual ~LayerSink() = default;

  /// Whether nothing more is wanted.
  virtual bool is_done() const = 0;

  /// Hidden states [B, P, width] of the next layer, the embeddings first.
  virtual void residual(const at::Tensor& hidden) = 0;

  /// What enters the second projection of the next layer's feed-forward part, [B, P, inner width].
  virtual void mlp(const at::Tensor& inner) = 0;
};

}  // namespace neurank::model
