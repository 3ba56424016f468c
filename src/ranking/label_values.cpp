#include "ranking/label_values.hpp"

#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

LabelledRanking ranked(LabelValues values, const Eigen::RowVectorXd& of_task, std::uint64_t seed) {
  return {rank_by_value({of_task.data(), to_size(of_task.size())}, seed), std::move(values)};
}

}  // namespace

LabelledRanking rank_by_label_mean(LabelValues values, std::span<const std::int64_t> count, std::uint64_t seed) {
  NEURANK_EXPECT(to_index(count.size()) == values.rows());
  const double words = to_double(std::reduce(count.begin(), count.end()));
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(values.cols());
  for (Index label = 0; label < values.rows(); ++label)
    if (count[to_size(label)] > 0) mean += values.row(label) * (to_double(count[to_size(label)]) / words);
  return ranked(std::move(values), mean, seed);
}

LabelledRanking rank_by_label_max(LabelValues values, std::uint64_t seed) {
  Eigen::RowVectorXd most = Eigen::RowVectorXd::Zero(values.cols());
  for (Index label = 0; label < values.rows(); ++label) most = most.cwiseMax(values.row(label));
  return ranked(std::move(values), most, seed);
}

}  // namespace neurank::ranking
