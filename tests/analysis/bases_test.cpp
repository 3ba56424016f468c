#include "analysis/bases.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "support/probe_support.hpp"

namespace neurank::analysis {
namespace {

void expect_orthonormal(const Matrix& basis) {
  const Matrix product = basis.transpose() * basis;
  EXPECT_LT((product - Matrix::Identity(basis.rows(), basis.cols())).cwiseAbs().maxCoeff(), 1e-5f);
}

TEST(HaarRotation, is_orthonormal_and_its_seeds_own) {
  const Matrix rotation = haar_rotation(64, 3);
  expect_orthonormal(rotation);
  EXPECT_EQ(rotation, haar_rotation(64, 3));
  EXPECT_GT((rotation - haar_rotation(64, 4)).cwiseAbs().maxCoeff(), 0.1f);
}

// Of a uniform orthogonal 2 x 2 matrix the first column has a uniform angle and the second is either normal to it with
// probability 1/2. Without the turned columns the first one would lie in one half plane.
TEST(HaarRotation, favours_no_direction) {
  constexpr int draws = 2000;
  std::array<int, 4> quadrants{};
  int reflections = 0;
  for (int seed = 0; seed < draws; ++seed) {
    const Matrix rotation = haar_rotation(2, static_cast<std::uint64_t>(seed));
    ++quadrants[(rotation(0, 0) > 0 ? 1u : 0u) + (rotation(1, 0) > 0 ? 2u : 0u)];
    reflections += rotation.determinant() < 0 ? 1 : 0;
  }
  const double sd = std::sqrt(draws * 0.25 * 0.75);
  for (const int count : quadrants) EXPECT_NEAR(count, draws / 4, 4 * sd);
  EXPECT_NEAR(reflections, draws / 2, 4 * std::sqrt(draws * 0.25));
}

TEST(PrincipalAxes, are_those_of_most_variance_first) {
  Random random(5);
  const Matrix rotation = haar_rotation(6, 7);
  const Eigen::VectorXd variances = (Eigen::VectorXd(6) << 9, 7, 5, 3, 2, 1).finished();
  const Eigen::MatrixXd turned = rotation.cast<double>();
  const Matrix axes = principal_axes(turned * variances.asDiagonal() * turned.transpose());
  expect_orthonormal(axes);
  for (Index i = 0; i < 6; ++i) {
    EXPECT_NEAR(std::abs(axes.col(i).dot(rotation.col(i))), 1, 1e-5) << i;
    EXPECT_GT(axes.col(i).maxCoeff(), -axes.col(i).minCoeff() - 1e-6f) << "the largest component is positive";
  }
}

}  // namespace
}  // namespace neurank::analysis
