#include "probe/exact/sparse_quadratic.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "base/cast.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

constexpr Index many_sweeps = 5000;
constexpr double no_part = 1e-12;  // as far as float32 goes

/// A problem with its numbers.
struct Quadratic {
  Matrix metric;
  Vector here, slope, l1;
  float scale = 1;

  /// @param ridge the smaller, the worse the metric's condition
  Quadratic(Index n, float ridge, float cost, Random& random)
      : here(test::normal_matrix(n, 1, random)),
        slope(test::normal_matrix(n, 1, random)),
        l1(Vector::Constant(n, cost)),
        scale(random.uniform(0.5f, 3)) {
    const Matrix root = test::normal_matrix(n, n, random);
    metric = root * root.transpose() / static_cast<float>(n);
    metric.diagonal().array() += ridge;
  }

  SparseQuadratic problem() const { return {metric, here, slope, l1, scale}; }

  /// Of the quadratic part.
  Eigen::VectorXd slope_at(const Vector& w) const {
    return slope.cast<double>() + to_double(scale) * (metric.cast<double>() * (w.cast<double>() - here.cast<double>()));
  }

  double value_at(const Vector& w) const {
    const Eigen::VectorXd step = w.cast<double>() - here.cast<double>();
    return slope.cast<double>().dot(step) + to_double(scale) / 2 * step.dot(metric.cast<double>() * step) +
           l1.cast<double>().dot(w.cast<double>().cwiseAbs());
  }

  /// How far from 0 the nearest subgradient is, at most.
  double residual_at(const Vector& w) const {
    const Eigen::VectorXd slopes = slope_at(w);
    double largest = 0;
    for (Index i = 0; i < w.size(); ++i) {
      const double cost = to_double(l1[i]);
      const double left = w[i] > 0   ? std::abs(slopes[i] + cost)
                          : w[i] < 0 ? std::abs(slopes[i] - cost)
                                     : std::max(0.0, std::abs(slopes[i]) - cost);
      largest = std::max(largest, left);
    }
    return largest;
  }
};

TEST(Minimize, meets_the_conditions_of_the_minimum) {
  Random random(1);
  for (Index n = 1; n <= 40; ++n)
    for (const float ridge : {0.01f, 1.0f}) {
      const Quadratic quadratic(n, ridge, random.uniform(0.0f, 1.5f), random);
      const Vector w = minimize(quadratic.problem(), no_part, many_sweeps);
      EXPECT_LT(quadratic.residual_at(w), 1e-4 * quadratic.slope_at(Vector::Zero(n)).cwiseAbs().maxCoeff())
          << n << ", ridge " << ridge;
      EXPECT_LE(quadratic.value_at(w), quadratic.value_at(quadratic.here) + 1e-6);
    }
}

TEST(Minimize, gives_exact_zeros_and_none_where_nothing_is_charged) {
  Random random(2);
  Index zeros = 0;
  for (int round = 0; round < 20; ++round) {
    Quadratic quadratic(20, 0.5f, 0.6f, random);
    quadratic.l1.tail(5).setZero();
    const Vector w = minimize(quadratic.problem(), no_part, many_sweeps);
    zeros += (w.array() == 0).count();
    EXPECT_TRUE((w.tail(5).array() != 0).all());
    EXPECT_TRUE((w.array() == 0 || w.array().abs() > 1e-6f).all()) << "nothing is nearly 0: " << w.transpose();
    quadratic.l1.setConstant(1 + static_cast<float>(quadratic.slope_at(Vector::Zero(20)).cwiseAbs().maxCoeff()));
    EXPECT_TRUE(minimize(quadratic.problem(), no_part, many_sweeps).isZero(0));
  }
  EXPECT_GT(zeros, 60);
}

TEST(Minimize, without_cost_solves_the_linear_equations) {
  Random random(3);
  for (const Index n : {1, 2, 7, 40}) {
    const Quadratic quadratic(n, 0.3f, 0, random);
    const Vector w = minimize(quadratic.problem(), no_part, many_sweeps);
    const Eigen::MatrixXd matrix = to_double(quadratic.scale) * quadratic.metric.cast<double>();
    const Eigen::VectorXd expected =
        quadratic.here.cast<double>() - Eigen::VectorXd(matrix.llt().solve(quadratic.slope.cast<double>()));
    EXPECT_LT((w.cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-4 * (1 + expected.cwiseAbs().maxCoeff())) << n;
  }
}

TEST(Minimize, ends_at_the_same_place_from_everywhere) {
  Random random(4);
  Quadratic quadratic(25, 0.3f, 0.4f, random);
  const Vector first = minimize(quadratic.problem(), no_part, many_sweeps);
  for (int round = 0; round < 5; ++round) {
    const Vector here = round == 0 ? first : Vector(3 * test::normal_matrix(25, 1, random));
    quadratic.slope = quadratic.slope_at(here).cast<float>();  // the same function, told from another place
    quadratic.here = here;
    const Vector w = minimize(quadratic.problem(), no_part, many_sweeps);
    EXPECT_LT((w - first).cwiseAbs().maxCoeff(), 1e-4f);
    EXPECT_TRUE(((w.array() == 0) == (first.array() == 0)).all());
  }
}

TEST(Minimize, of_few_sweeps_leads_down_as_far_as_it_goes) {
  Random random(5);
  const Quadratic quadratic(40, 0.01f, 0.1f, random);
  double before = quadratic.value_at(quadratic.here);
  for (const Index sweeps : {1, 2, 4, 8, 16, 64}) {
    const double value = quadratic.value_at(minimize(quadratic.problem(), 0, sweeps));
    EXPECT_LT(value, before) << sweeps;
    before = value;
  }
}

Vector column_of(std::initializer_list<float> values) {
  Vector column(to_index(values.size()));
  std::copy(values.begin(), values.end(), column.data());
  return column;
}

double cost(float l1, float l2, const Vector& column, double shift) {
  const Eigen::ArrayXd w = column.cast<double>().array() + shift;
  return to_double(l1) * w.abs().sum() + to_double(l2) * w.square().sum();
}

/// What a column costs at the best shift, by golden sections of a convex function.
double least_cost(float l1, float l2, const Vector& column) {
  double low = -to_double(column.maxCoeff()) - 1, high = -to_double(column.minCoeff()) + 1;
  const double golden = (std::sqrt(5) - 1) / 2;
  for (int i = 0; i < 120; ++i) {
    const double left = high - golden * (high - low), right = low + golden * (high - low);
    (cost(l1, l2, column, left) < cost(l1, l2, column, right) ? high : low) =
        cost(l1, l2, column, left) < cost(l1, l2, column, right) ? right : left;
  }
  return cost(l1, l2, column, (low + high) / 2);
}

Vector settled(float l1, float l2, const Vector& column) {
  Matrix weights(column.size(), 3);
  weights << Vector::Zero(column.size()), column, Vector::Zero(column.size());
  settle_shifts(l1, l2, weights);
  EXPECT_TRUE(weights.col(0).isZero(0) && weights.col(2).isZero(0)) << "columns of zeros are at their best";
  return weights.col(1);
}

TEST(SettleShifts, finds_the_least_cost_and_shifts_all_labels_alike) {
  Random random(6);
  int moved = 0, exact_zeros = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto labels = to_index(1 + random.below(12));
    Vector column = test::normal_matrix(labels, 1, random);
    const double share = random.uniform();
    for (float& w : column)
      if (random.uniform() < share) w = 0;
    const float l1 = round % 4 == 0 ? 0 : random.uniform(0, 0.5f), l2 = random.uniform(1e-3f, 1);
    const Vector after = settled(l1, l2, column), shift = after - column;
    const double best = least_cost(l1, l2, column);
    EXPECT_NEAR(cost(l1, l2, after, 0), best, 1e-6 * (1 + best)) << column.transpose();
    EXPECT_LE(cost(l1, l2, after, 0), cost(l1, l2, column, 0) * (1 + 1e-6));
    EXPECT_LT(shift.maxCoeff() - shift.minCoeff(), 1e-6f);
    moved += shift[0] != 0;
    exact_zeros += shift[0] != 0 && (after.array() == 0).any();
  }
  EXPECT_GT(moved, 500);
  EXPECT_GT(exact_zeros, 50) << "where the least cost is at a jump, the weight there is exactly 0";
}

TEST(SettleShifts, by_hand) {
  EXPECT_EQ(settled(0.5f, 0.25f, column_of({1, 0, 0, 0})), column_of({1, 0, 0, 0})) << "most are 0";
  EXPECT_EQ(settled(0.5f, 0.25f, column_of({3, 3, 3})), column_of({0, 0, 0}));
  EXPECT_EQ(settled(0, 0.25f, column_of({4, 1, 1})), column_of({2, -1, -1})) << "without λ1 the mean goes";
  EXPECT_EQ(settled(0.25f, 0.125f, column_of({2, 0})), column_of({1, -1})) << "two labels: opposite weights";
  EXPECT_EQ(settled(1, 1e-6f, column_of({5, 2, 1})), column_of({3, 0, -1})) << "hardly a ridge: the median goes";
  EXPECT_EQ(settled(0.5f, 0.25f, column_of({-7})), column_of({0})) << "a single label needs no weight";
}

TEST(SettleShifts, changes_no_softmax) {
  Random random(7);
  const Matrix x = test::normal_matrix(30, 5, random);
  Matrix weights = test::normal_matrix(4, 5, random);
  const auto probabilities = [&] {
    Eigen::ArrayXXd p = (x.cast<double>() * weights.cast<double>().transpose()).array().exp();
    return Eigen::ArrayXXd(p.colwise() / p.rowwise().sum());
  };
  const Eigen::ArrayXXd before = probabilities();
  const Matrix unsettled = weights;
  settle_shifts(0.1f, 0.1f, weights);
  EXPECT_GT((weights - unsettled).cwiseAbs().maxCoeff(), 0.01f);
  EXPECT_LT((probabilities() - before).abs().maxCoeff(), 1e-5);
}

}  // namespace
}  // namespace neurank::probe
