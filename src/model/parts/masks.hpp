#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "base/index.hpp"

namespace neurank::model {

// Masks of attention: added to scores, 0 for a key that a query sees, else -inf. K keys are P positions and padding up
// to a round number.

/// [1, 1, P, K]: the query's own position and those before it, no farther than `window` positions with its own unless
/// that is 0. Padding, which is on the right, needs no mask of its own.
at::Tensor causal_mask(Index length, Index keys, Index window, at::Device device);

/// [B, 1, P, K]: positions up to `window` before and behind the query's, none of them padding. (In padding a query sees
/// itself, because to see nothing is not a number.)
/// @param key_mask [B, 1, 1, K]
at::Tensor window_mask(const at::Tensor& key_mask, Index length, Index window);

/// [B, 1, P, K] each, of a model that reads forward and of one that reads backward: the query's own position and those
/// before it, or behind it, none of them padding. (In padding a query sees itself alone.)
/// @param key_mask [B, 1, 1, K]
std::array<at::Tensor, 2> direction_masks(const at::Tensor& key_mask, Index length);

}  // namespace neurank::model
