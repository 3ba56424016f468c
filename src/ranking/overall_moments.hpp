#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ranking/label_values.hpp"

namespace neurank::ranking {

/// Of all words; zeros where there are none.
struct OverallMoments {
  std::vector<double> mean;      ///< [N]
  std::vector<double> variance;  ///< [N] population's; exactly 0 for a neuron that never varies
};

/// From those of the labels, by the law of total variance. @param count [L] words of each label
/// @param mean [L, N]  @param variance [L, N] population's
OverallMoments overall_moments(std::span<const std::int64_t> count, const LabelValues& mean,
                               const LabelValues& variance);

}  // namespace neurank::ranking
