#include "ranking/class_moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/overall_moments.hpp"
#include "ranking/rows_by_label.hpp"

namespace neurank::ranking {
namespace {

constexpr Index block_neurons = 256;  // their sums of one label stay in the first-level cache

/// Running sums of a block of neurons and one label.
struct BlockSums {
  const float* origin;
  double *sum, *squares;
  float *low, *high;

  void add(const float* x, Index neurons) const {
    // A plain loop: the compiler turns float into double in vectors, Eigen does it one by one.
#pragma omp simd
    for (Index i = 0; i < neurons; ++i) {
      const double deviation = to_double(x[i]) - to_double(origin[i]);
      sum[i] += deviation;
      squares[i] += deviation * deviation;
      low[i] = x[i] < low[i] ? x[i] : low[i];
      high[i] = x[i] > high[i] ? x[i] : high[i];
    }
  }
};

}  // namespace

double ClassMoments::share(Index label) const {
  NEURANK_EXPECT(words > 0);
  return to_double(count[to_size(label)]) / to_double(words);
}

std::vector<double> ClassMoments::deviation() const {
  std::vector<double> deviation = overall_variance;
  for (double& value : deviation) value = std::sqrt(value);
  return deviation;
}

ClassMomentSums::ClassMomentSums(Index labels, Index neurons)
    : count_(to_size(labels)),
      origin_(Matrix::Zero(labels, neurons)),
      sum_(LabelValues::Zero(labels, neurons)),
      squares_(sum_),
      low_(to_size(neurons), std::numeric_limits<float>::infinity()),
      high_(to_size(neurons), -std::numeric_limits<float>::infinity()) {}

void ClassMomentSums::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.cols() == origin_.cols() && batch.rows() == to_index(labels.size()));
  const Index neurons = origin_.cols(), label_count = origin_.rows();
  const RowsByLabel sorted = rows_by_label(labels, label_count);
  for (Index c = 0; c < label_count; ++c)
    if (count_[to_size(c)] == 0 && sorted.count(c) > 0) origin_.row(c) = batch.row(sorted.of(c).front());
#pragma omp parallel for schedule(static)
  for (Index first = 0; first < neurons; first += block_neurons) {
    const Index width = std::min(block_neurons, neurons - first);
    for (Index c = 0; c < label_count; ++c) {
      const BlockSums sums{&origin_(c, first), &sum_(c, first), &squares_(c, first), &low_[to_size(first)],
                           &high_[to_size(first)]};
      for (const Index row : sorted.of(c)) sums.add(batch.row(row).data() + first, width);
    }
  }
  for (Index c = 0; c < label_count; ++c) count_[to_size(c)] += sorted.count(c);
}

ClassMoments ClassMomentSums::moments() const {
  const auto neurons = low_.size();
  ClassMoments moments{.count = count_,
                       .words = std::reduce(count_.begin(), count_.end()),
                       .mean = LabelValues::Zero(sum_.rows(), sum_.cols()),
                       .variance = LabelValues::Zero(sum_.rows(), sum_.cols()),
                       .overall_mean = {},
                       .overall_variance = {},
                       .minimum = std::vector<double>(neurons),
                       .maximum = std::vector<double>(neurons)};
  for (Index c = 0; c < sum_.rows(); ++c) {
    if (count_[to_size(c)] == 0) continue;
    const auto count = to_double(count_[to_size(c)]);
    moments.mean.row(c) = origin_.row(c).cast<double>() + sum_.row(c) / count;
    moments.variance.row(c) = (squares_.row(c) / count - (sum_.row(c) / count).cwiseAbs2()).cwiseMax(0.0);
  }
  OverallMoments overall = overall_moments(moments.count, moments.mean, moments.variance);
  moments.overall_mean = std::move(overall.mean);
  moments.overall_variance = std::move(overall.variance);
  if (moments.words > 0) {
    std::ranges::copy(low_, moments.minimum.begin());
    std::ranges::copy(high_, moments.maximum.begin());
  }
  return moments;
}

}  // namespace neurank::ranking
