#pragma once

#include "model/device_batch.hpp"
#include "model/layer_sink.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// A model that computes all positions of a batch on a device, layer by layer.
class DeviceModel : public LanguageModel {
 public:
  /// @param whole the shape of all hidden states  @param weights scope of the model's weights
  DeviceModel(ModelShape whole, const WeightScope& weights)
      : shape_(select_layers(std::move(whole), {}, "")),
        device_(weights.device()),
        is_widened_late_(weights.is_widened_late()) {}

  const ModelShape& shape() const final { return shape_; }
  void choose(ModelShape shape) final { shape_ = std::move(shape); }
  Index batch_cost() const final;
  void run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) final;

 protected:
  /// Computes the batch and gives what each layer computes to the sink, until that is done.
  virtual void compute(const DeviceBatch& batch, LayerSink& sink) const = 0;

 private:
  ModelShape shape_;
  at::Device device_;
  bool is_widened_late_;
};

}  // namespace neurank::model
