#pragma once

#include "model/device_batch.hpp"

namespace neurank::model {

/// Takes the hidden states [B, P, width] of the next layer.
using LayerSink = std::function<void(const at::Tensor& hidden)>;

/// A model that computes all positions of a batch on a device, layer by layer.
class DeviceModel : public LanguageModel {
 public:
  DeviceModel(ModelShape shape, at::Device device) : shape_(std::move(shape)), device_(device) {}

  const ModelShape& shape() const final { return shape_; }
  void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) final;

 protected:
  /// Computes the hidden states, and gives each layer, the embeddings first, to `next_layer`.
  virtual void compute(const DeviceBatch& batch, const LayerSink& next_layer) const = 0;

 private:
  ModelShape shape_;
  at::Device device_;
};

}  // namespace neurank::model
