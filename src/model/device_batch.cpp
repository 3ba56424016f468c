#include "model/device_batch.hpp"

#include <ATen/Context.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

bool all_below(const std::int64_t* begin, const std::int64_t* end, Index limit) {
  return std::all_of(begin, end, [&](std::int64_t value) { return 0 <= value && value < limit; });
}

void expect_contract(const PieceBatch& batch, const ModelShape& shape) {
  const auto area = to_size(batch.size() * batch.length);
  const auto ids = to_size(shape.ids_per_piece);
  NEURANK_EXPECT(batch.size() > 0 && batch.ids.size() == area * ids);
  NEURANK_EXPECT(batch.segments.empty() || batch.segments.size() == area);
  NEURANK_EXPECT(shape.max_pieces == 0 || batch.length <= shape.max_pieces);
  for (Index b = 0; b < batch.size(); ++b) {
    NEURANK_EXPECT(0 < batch.lengths[b] && batch.lengths[b] <= batch.length);
    const Index begin = b * batch.length, end = begin + batch.lengths[b];
    NEURANK_EXPECT(all_below(batch.ids.data() + begin * shape.ids_per_piece,
                             batch.ids.data() + end * shape.ids_per_piece, shape.vocabulary));
    if (!batch.segments.empty())
      NEURANK_EXPECT(all_below(batch.segments.data() + begin, batch.segments.data() + end, shape.segments));
  }
}

/// [B, P, n] values on the device, 0 in padding, where the caller may have put anything; [B, P] when n is 1.
at::Tensor without_padding(const std::vector<std::int64_t>& values, Index n, const PieceBatch& batch,
                           at::Device device) {
  const at::Tensor tensor = at::zeros({batch.size(), batch.length, n}, at::kLong);
  const Index row = batch.length * n;
  for (Index b = 0; b < batch.size(); ++b)
    std::copy_n(values.data() + b * row, batch.lengths[b] * n, tensor.data_ptr<std::int64_t>() + b * row);
  return (n == 1 ? tensor.squeeze(2) : tensor).to(device);
}

/// The softmax of rows whose length is not a multiple of the vector width is several times slower.
constexpr Index key_multiple = 8;

at::Tensor key_mask_of(const PieceBatch& batch, at::Device device) {
  const Index keys = (batch.length + key_multiple - 1) / key_multiple * key_multiple;
  const at::Tensor mask = at::zeros({batch.size(), 1, 1, keys});
  for (Index b = 0; b < batch.size(); ++b) {
    float* row = mask.data_ptr<float>() + b * keys;
    std::fill(row + batch.lengths[b], row + keys, -std::numeric_limits<float>::infinity());
  }
  return mask.to(device);
}

}  // namespace

at::Device resolve_device(Device device) {
  if (device == Device::cpu) return at::kCPU;
  if (at::hasCUDA()) return at::kCUDA;
  if (device == Device::cuda)
    throw usage_error("device cuda: LibTorch finds no GPU here", "use device auto or cpu, or a LibTorch with CUDA");
  return at::kCPU;
}

DeviceBatch to_device(const PieceBatch& batch, const ModelShape& shape, at::Device device) {
  expect_contract(batch, shape);
  DeviceBatch result;
  result.lengths = batch.lengths;
  result.ids = without_padding(batch.ids, shape.ids_per_piece, batch, device);
  if (!batch.segments.empty()) result.segments = without_padding(batch.segments, 1, batch, device);
  result.key_mask = key_mask_of(batch, device);
  return result;
}

void hand_out(const LayerObserver& observer, Index layer, const at::Tensor& hidden, const at::Tensor& rows) {
  const Index width = hidden.size(-1);
  const at::Tensor wanted = hidden.view({-1, width}).index_select(0, rows).to(at::kCPU);
  observer(layer, ConstMatrixView(wanted.data_ptr<float>(), wanted.size(0), width));
}

at::Tensor rows_to_device(std::span<const std::int64_t> rows, at::Device device) {
  const at::Tensor tensor = at::empty({to_index(rows.size())}, at::kLong);
  std::copy(rows.begin(), rows.end(), tensor.data_ptr<std::int64_t>());
  return tensor.to(device);
}

}  // namespace neurank::model
