#include "model/parts/distance_buckets.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/where.h>

#include <cmath>

#include "base/cast.hpp"

namespace neurank::model {
namespace {

/// Position of the query less that of the key, [P, P].
at::Tensor distances_of(Index length, at::Device device) {
  const at::Tensor positions = at::arange(length, at::TensorOptions().dtype(at::kLong).device(device));
  return positions.unsqueeze(1).sub(positions);
}

/// Distances as they are up to half the number of buckets, then the whole part of a logarithm.
at::Tensor log_buckets(const at::Tensor& distances, const DistanceSizes& sizes) {
  const Index middle = sizes.buckets / 2;
  const at::Tensor far = distances.abs().clamp_min(middle - 1).to(at::kFloat);
  const at::Tensor widest = at::full({}, to_double(sizes.farthest - 1) / to_double(middle), far.options()).log_();
  const at::Tensor logarithms =
      far.div(to_double(middle)).log_().div_(widest).mul_(to_double(middle - 1)).ceil_().add_(to_double(middle));
  const at::Tensor bucket = logarithms.to(at::kLong).mul(distances.sign());
  return at::where(distances.abs().le(middle), distances, bucket);
}

}  // namespace

at::Tensor distance_rows(const DistanceSizes& sizes, Index length, at::Device device) {
  at::Tensor distances = distances_of(length, device);
  if (sizes.buckets > 0) distances = log_buckets(distances, sizes);
  return distances.add(sizes.span()).clamp_(0, 2 * sizes.span() - 1);
}

at::Tensor distance_buckets(Index buckets, Index farthest, Index length, at::Device device) {
  const at::Tensor distances = distances_of(length, device), far = distances.abs();
  const Index half = buckets / 2, exact = half / 2;
  const double widest = std::log(to_double(farthest) / to_double(exact));
  const at::Tensor logarithms = far.clamp_min(1).to(at::kFloat).div_(to_double(exact)).log_().div_(widest);
  const at::Tensor wide = logarithms.mul_(to_double(half - exact)).to(at::kLong).add_(exact).clamp_max_(half - 1);
  return at::where(far.lt(exact), far, wide).add_(distances.lt(0).to(at::kLong).mul_(half));
}

}  // namespace neurank::model
