#include "ranking/linear_discriminant.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/rows_by_label.hpp"

namespace neurank::ranking {
namespace {

/// Residuals of the words of a batch, in standard deviations. @return [words, N]
Matrix residuals(const ConstMatrixRef& batch, const RowsByLabel& sorted, const ClassMoments& training,
                 const Eigen::RowVectorXd& scale) {
  Matrix found(to_index(sorted.rows.size()), batch.cols());
  Index next = 0;
  for (Index c = 0; c < training.labels(); ++c)
    for (const Index row : sorted.of(c))
      found.row(next++) = (batch.row(row).cast<double>() - training.mean.row(c)).cwiseProduct(scale).cast<float>();
  return found;
}

}  // namespace

LinearDiscriminant::LinearDiscriminant(const ClassMoments& training)
    : training_(training), scale_(training.neurons()), covariance_(training.neurons()) {
  for (Index n = 0; n < scale_.size(); ++n) {
    const double variance = training.overall_variance[to_size(n)];
    scale_[n] = variance > 0 ? 1 / std::sqrt(variance) : 0.0;
  }
}

void LinearDiscriminant::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.cols() == training_.neurons() && batch.rows() == to_index(labels.size()));
  constexpr std::size_t at_once = 1024;  // words whose residuals are held
  for (std::size_t first = 0; first < labels.size(); first += at_once) {
    const std::size_t count = std::min(at_once, labels.size() - first);
    const RowsByLabel sorted = rows_by_label(labels.subspan(first, count), training_.labels());
    if (sorted.rows.empty()) continue;
    covariance_.add(residuals(batch.middleRows(to_index(first), to_index(count)), sorted, training_, scale_));
  }
}

double LinearDiscriminant::shrinkage() const {
  NEURANK_EXPECT(covariance_.words() == training_.words);
  return covariance_.shrinkage();
}

LabelValues LinearDiscriminant::weights() && {
  NEURANK_EXPECT(covariance_.words() == training_.words);
  LabelValues shrunk = std::move(covariance_).matrix();
  Eigen::MatrixXd differences = Eigen::MatrixXd::Zero(shrunk.rows(), training_.labels());
  const Eigen::Map<const Eigen::RowVectorXd> overall(training_.overall_mean.data(), shrunk.rows());
  for (Index c = 0; c < training_.labels(); ++c)
    if (training_.count[to_size(c)] > 0)
      differences.col(c) = (training_.mean.row(c) - overall).cwiseProduct(scale_).transpose();
  const Eigen::LLT<Eigen::Ref<LabelValues>, Eigen::Upper> factorised(shrunk);  // in place
  NEURANK_EXPECT(factorised.info() == Eigen::Success);
  factorised.solveInPlace(differences);
  return differences.transpose().cwiseAbs();
}

}  // namespace neurank::ranking
