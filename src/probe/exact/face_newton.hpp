#pragma once

#include <optional>

#include "probe/exact/head_loss.hpp"
#include "probe/exact/label_metric.hpp"

namespace neurank::probe {

/// Newton's step in the weights that are not 0 and in the biases, where the loss is smooth: conjugate gradients on the
/// second derivatives over the unsure words, all labels together, preconditioned by those of each label for itself.
/// @param metric formed near the point  @param bytes that may be taken  @param max_passes of the loss, in all
/// @return the step; nothing where memory is short
std::optional<Head> newton_step(HeadLoss& loss, const Point& point, const LabelMetric& metric, std::uint64_t bytes,
                                double max_passes);

}  // namespace neurank::probe
