#pragma once

#include <ATen/core/Tensor.h>

#include "model/parts/rotary_plan.hpp"

namespace neurank::model {

/// Cosines and sines of the angles of rotary positions, each [positions, width / 2] float32.
struct Rotation {
  at::Tensor cosines, sines;
};

/// For positions 0 to `positions` - 1. Computed in float32, as the published code that the models were trained with.
Rotation rotation_of(const RotaryPlan& plan, Index positions, at::Device device);

/// Turns the numbers i and i + width / 2 of each head as a pair, in place; what lies beyond the width stays.
/// @param heads [..., positions, head width], contiguous
void rotate(const at::Tensor& heads, const Rotation& rotation);

}  // namespace neurank::model
