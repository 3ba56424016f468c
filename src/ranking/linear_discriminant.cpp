#include "ranking/linear_discriminant.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "ranking/rows_by_label.hpp"

namespace neurank::ranking {
namespace {

/// Of sums in single precision; smaller ones leave no certain inverse where neurons say the same.
constexpr double least_shrinkage = 1e-5;

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

/// Adds zᵀ z to the upper triangle, panel by panel, so that what is in single precision is small.
void add_products(const Matrix& z, LabelValues& products) {
  constexpr Index panel = 512;
  const Index neurons = z.cols();
  for (Index first = 0; first < neurons; first += panel) {
    const Index width = std::min(panel, neurons - first);
    const Matrix part = z.middleCols(first, width).transpose() * z.rightCols(neurons - first);
    products.block(first, first, width, neurons - first) += part.cast<double>();
  }
}

/// Squared Frobenius norm of a symmetric matrix of which the upper triangle is there.
double squared_norm(const LabelValues& upper) {
  double above = 0;
  for (Index n = 0; n < upper.rows(); ++n) above += upper.row(n).tail(upper.cols() - n - 1).squaredNorm();
  return 2 * above + upper.diagonal().squaredNorm();
}

}  // namespace

LinearDiscriminant::LinearDiscriminant(const ClassMoments& training)
    : training_(training),
      scale_(training.neurons()),
      products_(LabelValues::Zero(training.neurons(), training.neurons())) {
  for (Index n = 0; n < scale_.size(); ++n) {
    const double variance = training.overall_variance[to_size(n)];
    scale_[n] = variance > 0 ? 1 / std::sqrt(variance) : 0.0;
  }
}

void LinearDiscriminant::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.cols() == training_.neurons() && batch.rows() == to_index(labels.size()));
  constexpr std::size_t at_once = 1024;  // words that are summed in single precision
  for (std::size_t first = 0; first < labels.size(); first += at_once) {
    const std::size_t count = std::min(at_once, labels.size() - first);
    const RowsByLabel sorted = rows_by_label(labels.subspan(first, count), training_.labels());
    if (sorted.rows.empty()) continue;
    const Matrix z = residuals(batch.middleRows(to_index(first), to_index(count)), sorted, training_, scale_);
    add_products(z, products_);
    for (Index i = 0; i < z.rows(); ++i) {
      const double square = z.row(i).cast<double>().squaredNorm();
      fourth_powers_ += square * square;
    }
    words_ += to_int64(z.rows());
  }
}

double LinearDiscriminant::mean_variance() const {
  const double trace = products_.trace() / to_double(words_);
  return trace > 0 ? trace / to_double(products_.rows()) : 1.0;
}

double LinearDiscriminant::shrinkage() const {
  NEURANK_EXPECT(words_ > 0 && words_ == training_.words);
  const auto words = to_double(words_), neurons = to_double(products_.rows());
  const double norm = squared_norm(products_) / (words * words), mean = products_.trace() / words / neurons;
  const double distance = norm - neurons * mean * mean;  // |S - m I|², as tr(S) = N m
  const double spread = (fourth_powers_ / words - norm) / words;
  return distance > 0 ? std::clamp(spread / distance, least_shrinkage, 1.0) : 1.0;
}

LabelValues LinearDiscriminant::weights() && {
  const double share = shrinkage(), mean = mean_variance();
  products_ *= (1 - share) / to_double(words_);
  products_.diagonal().array() += share * mean;
  Eigen::MatrixXd differences = Eigen::MatrixXd::Zero(products_.rows(), training_.labels());
  const Eigen::Map<const Eigen::RowVectorXd> overall(training_.overall_mean.data(), products_.rows());
  for (Index c = 0; c < training_.labels(); ++c)
    if (training_.count[to_size(c)] > 0)
      differences.col(c) = (training_.mean.row(c) - overall).cwiseProduct(scale_).transpose();
  const Eigen::LLT<Eigen::Ref<LabelValues>, Eigen::Upper> factorised(products_);  // in place
  NEURANK_EXPECT(factorised.info() == Eigen::Success);
  factorised.solveInPlace(differences);
  return differences.transpose().cwiseAbs();
}

}  // namespace neurank::ranking
