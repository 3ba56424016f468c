#include "model/device_model.hpp"

#include <c10/core/InferenceMode.h>

#include "base/cast.hpp"

namespace neurank::model {
namespace {

/// Gives the wanted rows of the chosen layers to an observer.
class ChosenLayers final : public LayerSink {
 public:
  ChosenLayers(const ModelShape& shape, const LayerObserver& observer, at::Tensor rows)
      : shape_(shape), observer_(observer), rows_(std::move(rows)) {}

  bool is_done() const override { return handed_out_ == shape_.layer_numbers.size(); }
  void residual(const at::Tensor& hidden) override { take(Site::residual, residual_++, hidden); }
  void mlp(const at::Tensor& inner) override { take(Site::mlp, mlp_++, inner); }

 private:
  void take(Site site, Index layer, const at::Tensor& activations) {
    if (site != shape_.site || is_done() || shape_.layer_numbers[handed_out_] != layer) return;
    hand_out(observer_, to_index(handed_out_++), activations, rows_);
  }

  const ModelShape& shape_;
  const LayerObserver& observer_;
  at::Tensor rows_;
  std::size_t handed_out_ = 0;
  Index residual_ = 0, mlp_ = 1;  ///< numbers of the layers that come next
};

}  // namespace

/// The calls of a pass through the model, and the packing of its weights for the products: from 6 to 32 the whole takes
/// the same time (BERT-base and a model of 4 x 128, measured), because what smaller batches save in padding they lose
/// in speed. To widen the weights takes as long as some 100 pieces (1.1 billion parameters, measured).
Index DeviceModel::batch_cost() const { return is_widened_late_ ? 128 : 8; }

void DeviceModel::run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) {
  const c10::InferenceMode no_gradients;
  ChosenLayers sink(shape_, observer, rows_to_device(rows, device_));
  compute(to_device(batch, shape_, device_), sink);
}

}  // namespace neurank::model
