#include "ranking/shrunk_covariance.hpp"

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

/// Of sums in single precision; smaller ones leave no certain inverse where neurons say the same.
constexpr double least_shrinkage = 1e-5;

/// Adds zᵀ z to the upper triangle, panel by panel, so that what is in single precision is small.
void add_products(const ConstMatrixRef& z, LabelValues& products) {
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

void ShrunkCovariance::add(const ConstMatrixRef& z) {
  NEURANK_EXPECT(z.cols() == products_.cols());
  constexpr Index at_once = 1024;  // words that are summed in single precision
  for (Index first = 0; first < z.rows(); first += at_once)
    add_products(z.middleRows(first, std::min(at_once, z.rows() - first)), products_);
  for (Index i = 0; i < z.rows(); ++i) {
    const double square = z.row(i).cast<double>().squaredNorm();
    fourth_powers_ += square * square;
  }
  words_ += to_int64(z.rows());
}

double ShrunkCovariance::mean_variance() const {
  const double trace = products_.trace() / to_double(words_);
  return trace > 0 ? trace / to_double(products_.rows()) : 1.0;
}

double ShrunkCovariance::shrinkage() const {
  NEURANK_EXPECT(words_ > 0);
  const auto words = to_double(words_), neurons = to_double(products_.rows());
  const double norm = squared_norm(products_) / (words * words), mean = products_.trace() / words / neurons;
  const double distance = norm - neurons * mean * mean;  // |S - m I|², as tr(S) = N m
  const double spread = (fourth_powers_ / words - norm) / words;
  return distance > 0 ? std::clamp(spread / distance, least_shrinkage, 1.0) : 1.0;
}

LabelValues ShrunkCovariance::matrix() && {
  const double share = shrinkage(), mean = mean_variance();
  products_ *= (1 - share) / to_double(words_);
  products_.diagonal().array() += share * mean;
  return std::move(products_);
}

}  // namespace neurank::ranking
