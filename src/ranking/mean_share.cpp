#include "ranking/mean_share.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::ranking {

std::vector<double> mean_mass_share(ConstMatrixView weights) {
  const auto neurons = to_size(weights.cols());
  std::vector<double> share(neurons);
  Index labels = 0;
  for (Index label = 0; label < weights.rows(); ++label) {
    const std::span<const float> row(weights.data() + label * weights.cols(), neurons);
    const double mass = total_mass(row);
    if (mass == 0) continue;
    ++labels;
    for (std::size_t n = 0; n < neurons; ++n) share[n] += std::abs(to_double(row[n])) / mass;
  }
  if (labels > 0)
    for (double& value : share) value /= to_double(labels);
  return share;
}

NeuronRanking rank_by_mean_share(ConstMatrixView weights, std::uint64_t seed) {
  return rank_by_value(mean_mass_share(weights), seed);
}

}  // namespace neurank::ranking
