#include "analysis/knockoffs/knockoff_sampler.hpp"

#include <Eigen/Cholesky>
#include <string>
#include <utility>

#include "analysis/knockoffs/knockoff_distances.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "ranking/shrunk_covariance.hpp"

namespace neurank::analysis {
namespace {

struct Correlation {
  Eigen::MatrixXd values;  ///< [N, N] with ones on the diagonal
  double shrinkage;
};

Correlation shrunk_correlation(const Matrix& scores) {
  ranking::ShrunkCovariance covariance(scores.cols());
  covariance.add(scores);
  Correlation result = {{}, covariance.shrinkage()};
  result.values = std::move(covariance).matrix().selfadjointView<Eigen::Upper>();
  const Eigen::VectorXd scale = result.values.diagonal().cwiseSqrt().cwiseInverse();  // 1 up to the scores' rounding
  result.values = scale.asDiagonal() * result.values * scale.asDiagonal();
  return result;
}

}  // namespace

KnockoffSampler::KnockoffSampler(Matrix scores) : scores_(std::move(scores)) {
  NEURANK_EXPECT(scores_.rows() > 0 && scores_.cols() > 0);
  Correlation correlation = shrunk_correlation(scores_);
  shrinkage_ = correlation.shrinkage;
  distances_ = minimum_variance_distances(correlation.values);
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> of_scores(correlation.values);  // in place
  NEURANK_EXPECT(of_scores.info() == Eigen::Success);
  Eigen::MatrixXd told = distances_.asDiagonal();  // Σ⁻¹ D
  of_scores.solveInPlace(told);
  mean_ = scores_ - scores_ * told.cast<float>();
  Eigen::MatrixXd left = -(distances_.asDiagonal() * told);
  left.diagonal() += 2 * distances_;
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> of_noise(left);
  NEURANK_EXPECT(of_noise.info() == Eigen::Success);
  factor_ = Eigen::MatrixXd(of_noise.matrixL()).cast<float>();
}

Matrix KnockoffSampler::draw(std::uint64_t seed) const {
  Matrix noise(scores_.rows(), scores_.cols());
#pragma omp parallel for schedule(static)
  for (Index word = 0; word < noise.rows(); ++word) {
    Random random(derive_seed(seed, "word " + std::to_string(word)));
    fill_normal({noise.row(word).data(), to_size(noise.cols())}, random);
  }
  return mean_ + noise * factor_.transpose();
}

}  // namespace neurank::analysis
