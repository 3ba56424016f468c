#include "pretrain/random_tensors.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/cast.hpp"

namespace neurank::pretrain {
namespace {

std::span<float> numbers_of(at::Tensor& tensor) { return {tensor.data_ptr<float>(), to_size(tensor.numel())}; }

}  // namespace

at::Tensor uniform_tensor(at::IntArrayRef shape, double bound, Random& random) {
  at::Tensor tensor = at::empty(shape);
  const auto limit = static_cast<float>(bound);
  for (float& number : numbers_of(tensor)) number = random.uniform(-limit, limit);
  return tensor;
}

at::Tensor start_weights(at::IntArrayRef shape, Index width, Random& random) {
  const double deviation = 0.02 * std::sqrt(768.0 / to_double(width));
  return uniform_tensor(shape, std::sqrt(3.0) * deviation, random);
}

at::Tensor dropout(const at::Tensor& x, double rate, Random& random) {
  if (rate == 0) return x;
  at::Tensor factors = at::empty(x.sizes());
  const std::span<float> all = numbers_of(factors);
  const auto dropped = to_uint64(std::lround(rate * 0x1p16));
  const auto kept = static_cast<float>(1 / (1 - rate));
  // Four numbers a draw: drawing is a tenth of a training step's time otherwise.
  for (std::size_t i = 0; i < all.size(); i += 4) {
    std::uint64_t bits = random.bits();
    for (std::size_t k = i; k < std::min(i + 4, all.size()); ++k, bits >>= 16)
      all[k] = (bits & 0xffff) < dropped ? 0 : kept;
  }
  return x * factors;
}

}  // namespace neurank::pretrain
