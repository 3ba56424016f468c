#include "model/device_model.hpp"

#include <c10/core/InferenceMode.h>

namespace neurank::model {

void DeviceModel::run(const PieceBatch& batch, std::span<const std::int64_t> rows, const LayerObserver& observer) {
  const c10::InferenceMode no_gradients;
  const at::Tensor wanted = rows_to_device(rows, device_);
  Index layer = 0;
  compute(to_device(batch, shape_, device_),
          [&](const at::Tensor& hidden) { hand_out(observer, layer++, hidden, wanted); });
}

}  // namespace neurank::model
