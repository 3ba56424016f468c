#include "model/parts/masks.hpp"

#include <ATen/ops/full.h>

#include <limits>

namespace neurank::model {
namespace {

at::Tensor all_hidden(Index length, Index keys, at::Device device) {
  return at::full({length, keys}, -std::numeric_limits<double>::infinity(),
                  at::TensorOptions().dtype(at::kFloat).device(device));
}

}  // namespace

at::Tensor causal_mask(Index length, Index keys, Index window, at::Device device) {
  const at::Tensor hidden = all_hidden(length, keys, device);
  at::Tensor mask = hidden.triu(1);
  if (window > 0 && window < length) mask.add_(hidden.tril(-window));
  return mask.view({1, 1, length, keys});
}

at::Tensor window_mask(const at::Tensor& key_mask, Index length, Index window) {
  const at::Tensor hidden = all_hidden(length, key_mask.size(3), key_mask.device());
  const at::Tensor mask = key_mask.add(hidden.triu(window + 1)).add_(hidden.tril(-window - 1));
  mask.diagonal(0, 2, 3).fill_(0);
  return mask;
}

std::array<at::Tensor, 2> direction_masks(const at::Tensor& key_mask, Index length) {
  const at::Tensor hidden = all_hidden(length, key_mask.size(3), key_mask.device());
  std::array<at::Tensor, 2> masks = {key_mask.add(hidden.triu(1)), key_mask.add(hidden.tril(-1))};
  for (at::Tensor& mask : masks) mask.diagonal(0, 2, 3).fill_(0);
  return masks;
}

}  // namespace neurank::model
