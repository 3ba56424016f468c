#pragma once

#include <ATen/core/Tensor.h>

#include "base/index.hpp"
#include "model/parts/distance_sizes.hpp"

namespace neurank::model {

// Distances from a query to a key in buckets that get wider. Both are computed in float32, as the published code,
// because the borders of buckets depend on it.

/// DeBERTa's: row of its table of distances [2 span, width] for each query and key, [P, P] int64. Distances up to half
/// the number of buckets have one each.
at::Tensor distance_rows(const DistanceSizes& sizes, Index length, at::Device device);

/// T5's: bucket of each query and key, [P, P] int64. Keys behind the query have the upper half of the buckets; in each
/// half, half of the buckets hold one distance, the others grow with its logarithm.
/// @param buckets a multiple of 4  @param farthest distance, beyond which all are alike; > buckets / 4
at::Tensor distance_buckets(Index buckets, Index farthest, Index length, at::Device device);

}  // namespace neurank::model
