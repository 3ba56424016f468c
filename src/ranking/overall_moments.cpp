#include "ranking/overall_moments.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::ranking {

OverallMoments overall_moments(std::span<const std::int64_t> count, const LabelValues& mean,
                               const LabelValues& variance) {
  const auto neurons = to_size(mean.cols());
  OverallMoments overall = {std::vector<double>(neurons), std::vector<double>(neurons)};
  const auto first = std::ranges::find_if(count, [](std::int64_t words) { return words > 0; });
  if (first == count.end()) return overall;
  // Means are held against one of them, so that a neuron that never varies has no variance by rounding.
  const Eigen::RowVectorXd origin = mean.row(first - count.begin());
  const double words = to_double(std::reduce(count.begin(), count.end()));
  const auto share = [&](Index c) { return to_double(count[to_size(c)]) / words; };
  Eigen::Map<Eigen::RowVectorXd> all_mean(overall.mean.data(), mean.cols());
  Eigen::Map<Eigen::RowVectorXd> all_variance(overall.variance.data(), mean.cols());
  for (Index c = 0; c < mean.rows(); ++c)
    if (count[to_size(c)] > 0) all_mean += share(c) * (mean.row(c) - origin);
  all_mean += origin;
  for (Index c = 0; c < mean.rows(); ++c)
    if (count[to_size(c)] > 0) all_variance += share(c) * (variance.row(c) + (mean.row(c) - all_mean).cwiseAbs2());
  return overall;
}

}  // namespace neurank::ranking
