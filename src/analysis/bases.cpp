#include "analysis/bases.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

/// Box & Muller 1958. The logarithm's argument is never 0.
double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

}  // namespace

Matrix haar_rotation(Index width, std::uint64_t seed) {
  Random random(seed);
  Eigen::MatrixXd numbers(width, width);
  for (double& number : numbers.reshaped()) number = normal(random);
  const Eigen::HouseholderQR<Eigen::MatrixXd> decomposition(numbers);
  Eigen::MatrixXd rotation = decomposition.householderQ();
  for (Index i = 0; i < width; ++i)
    if (decomposition.matrixQR()(i, i) < 0) rotation.col(i) *= -1;
  return rotation.cast<float>();
}

Matrix principal_axes(const Eigen::MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> decomposition(covariance);
  NEURANK_EXPECT(decomposition.info() == Eigen::Success);
  Eigen::MatrixXd axes = decomposition.eigenvectors().rowwise().reverse();
  for (Index i = 0; i < axes.cols(); ++i) {
    Index largest = 0;
    axes.col(i).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, i) < 0) axes.col(i) *= -1;
  }
  return axes.cast<float>();
}

}  // namespace neurank::analysis
