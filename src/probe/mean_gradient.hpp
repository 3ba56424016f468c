#pragma once

#include <functional>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/head.hpp"

namespace neurank::probe {

/// Gradient of the mean cross entropy of a head with respect to its weights, over all rows of a stream whose label it
/// knows; zero without such rows. @param keep_going as train_heads() has it  @return [L, N]
Matrix mean_gradient(BatchStream& stream, const Head& head, const Targets& targets, const Products& products,
                     const std::function<bool()>& keep_going);

}  // namespace neurank::probe
