#include "pretrain/random_tensors.hpp"

#include <algorithm>
#include <span>

namespace neurank::pretrain {
namespace {

std::span<float> numbers_of(torch::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

}  // namespace

torch::Tensor uniform_tensor(torch::IntArrayRef shape, double bound, Random& random) {
  torch::Tensor tensor = torch::empty(shape);
  const auto limit = static_cast<float>(bound);
  for (float& number : numbers_of(tensor)) number = random.uniform(-limit, limit);
  return tensor;
}

torch::Tensor dropout(const torch::Tensor& x, double rate, Random& random) {
  if (rate == 0) return x;
  torch::Tensor kept = torch::empty(x.sizes());
  const auto scale = static_cast<float>(1 / (1 - rate));
  for (float& number : numbers_of(kept)) number = random.uniform() < rate ? 0 : scale;
  return x * kept;
}

}  // namespace neurank::pretrain
