#include "model/parts/rotary.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/pow.h>

#include <numbers>

#include "base/cast.hpp"

namespace neurank::model {
namespace {

/// Frequencies w_i, stretched; [width / 2]. Those that turn fewer than low_factor times in the original length are
/// divided by the factor, those that turn more than high_factor times are not, between them the share is linear in the
/// number of turns.
at::Tensor frequencies_of(const RotaryPlan& plan, at::Device device) {
  const auto options = at::TensorOptions().dtype(at::kFloat).device(device);
  const at::Tensor exponents = at::arange(0, plan.width, 2, options).div(to_double(plan.width));
  const at::Tensor frequencies = at::pow(plan.base, exponents).reciprocal_();
  if (plan.type == RotaryType::plain) return frequencies;
  const at::Tensor slow = frequencies.div(plan.factor);
  if (plan.type == RotaryType::linear) return slow;
  const at::Tensor turns = frequencies.mul(plan.original_length / (2 * std::numbers::pi));
  const at::Tensor kept = turns.sub(plan.low_factor).div_(plan.high_factor - plan.low_factor).clamp_(0, 1);
  return slow.mul(kept.neg().add_(1)).add_(frequencies.mul(kept));
}

}  // namespace

Rotation rotation_of(const RotaryPlan& plan, Index positions, at::Device device) {
  const at::Tensor frequencies = frequencies_of(plan, device);
  const at::Tensor angles = at::outer(at::arange(positions, frequencies.options()), frequencies);
  return {angles.cos(), angles.sin()};
}

void rotate(const at::Tensor& heads, const Rotation& rotation) {
  const Index half = rotation.cosines.size(1);
  const at::Tensor first = heads.narrow(-1, 0, half), second = heads.narrow(-1, half, half);
  const at::Tensor turned = first.mul(rotation.sines);
  first.mul_(rotation.cosines).addcmul_(second, rotation.sines, -1);
  second.mul_(rotation.cosines).add_(turned);
}

}  // namespace neurank::model
