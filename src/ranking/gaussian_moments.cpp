#include "ranking/gaussian_moments.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/overall_moments.hpp"

namespace neurank::ranking {
namespace {

constexpr Index at_once = 64;  // words of a label that are multiplied in one product

/// Turns the sum of products of deviations, of which the lower triangle is there, into the covariance.
void finish(Eigen::MatrixXd& products, const Eigen::VectorXd& mean_deviation, double count) {
  products /= count;
  products.selfadjointView<Eigen::Lower>().rankUpdate(mean_deviation, -1.0);
  products.triangularView<Eigen::StrictlyUpper>() = products.transpose();
  products.diagonal() = products.diagonal().cwiseMax(0.0).eval();
}

}  // namespace

GaussianMomentSums::GaussianMomentSums(Index labels, std::vector<Index> candidates)
    : candidates_(std::move(candidates)), count_(to_size(labels)) {
  NEURANK_EXPECT(!candidates_.empty());
  const Index neurons = to_index(candidates_.size());
  origin_ = Matrix::Zero(labels, neurons);
  sum_ = LabelValues::Zero(labels, neurons);
  pending_.assign(to_size(labels), Matrix(at_once, neurons));
  products_.assign(to_size(labels), Eigen::MatrixXd::Zero(neurons, neurons));
}

void GaussianMomentSums::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.rows() == to_index(labels.size()) && std::ranges::max(candidates_) < batch.cols());
  for (Index row = 0; row < batch.rows(); ++row) {
    const Index c = labels[to_size(row)];
    if (c < 0 || c >= origin_.rows()) continue;
    std::int64_t& count = count_[to_size(c)];
    pending_[to_size(c)].row(count % at_once) = batch.row(row)(candidates_);
    if (count == 0) origin_.row(c) = pending_[to_size(c)].row(0);
    if (++count % at_once == 0) add_pending(c, at_once);
  }
}

void GaussianMomentSums::add_pending(Index label, Index words) {
  const Eigen::MatrixXd deviations = pending_[to_size(label)].topRows(words).cast<double>().rowwise() -
                                     Eigen::RowVectorXd(origin_.row(label).cast<double>());
  sum_.row(label) += deviations.colwise().sum();
  products_[to_size(label)].selfadjointView<Eigen::Lower>().rankUpdate(deviations.transpose());
}

GaussianMoments GaussianMomentSums::moments() && {
  GaussianMoments moments{.candidates = std::move(candidates_),
                          .count = count_,
                          .words = std::reduce(count_.begin(), count_.end()),
                          .mean = LabelValues::Zero(sum_.rows(), sum_.cols()),
                          .covariance = {},
                          .overall_mean = {},
                          .overall_variance = {}};
  LabelValues variance = LabelValues::Zero(sum_.rows(), sum_.cols());
  for (Index c = 0; c < sum_.rows(); ++c) {
    const std::int64_t count = count_[to_size(c)];
    if (count == 0) continue;
    if (count % at_once > 0) add_pending(c, count % at_once);
    const Eigen::VectorXd mean_deviation = sum_.row(c) / to_double(count);
    moments.mean.row(c) = origin_.row(c).cast<double>() + mean_deviation.transpose();
    finish(products_[to_size(c)], mean_deviation, to_double(count));
    variance.row(c) = products_[to_size(c)].diagonal().transpose();
  }
  moments.covariance = std::move(products_);
  OverallMoments overall = overall_moments(moments.count, moments.mean, variance);
  moments.overall_mean = std::move(overall.mean);
  moments.overall_variance = std::move(overall.variance);
  return moments;
}

}  // namespace neurank::ranking
