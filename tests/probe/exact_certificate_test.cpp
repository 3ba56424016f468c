#include <gtest/gtest.h>

#include "probe/slow_solver.hpp"

namespace neurank::probe {
namespace {

using test::DoubleHead;
using test::DoubleProblem;

/// Certificate of a head, from float64 throughout but for its weights.
Certificate certificate_of(const DoubleProblem& problem, const DoubleHead& head) {
  const Head rounded = test::to_floats(head);
  return certify(loss_at(problem, test::to_doubles(rounded)), rounded.weights, problem.penalty);
}

DoubleHead random_head(Index labels, Index neurons, double weight, double bias, Random& random) {
  return {weight * test::normal_matrix(labels, neurons, random).cast<double>(),
          (bias * test::normal_matrix(labels, 1, random).cast<double>()).cwiseMax(-50).cwiseMin(50)};
}

TEST(Certificate, is_the_formula) {
  Random random(1);
  for (const Penalty penalty : {Penalty{0, 0.5}, Penalty{0.01, 1e-3}, Penalty{0.3, 1e-6}}) {
    const DoubleProblem problem = test::random_problem(50, 7, 3, penalty, random.bits());
    DoubleHead head = test::to_doubles(test::to_floats(random_head(3, 7, 0.7, 1, random)));
    head.weights(1, 2) = head.weights(0, 6) = 0;
    const LossAt at = loss_at(problem, head);
    const Certificate certificate = certify(at, head.weights.cast<float>(), penalty);
    EXPECT_NEAR(certificate.primal, objective(problem, head), 1e-12);
    double dual = at.entropy, residual = 0;
    for (Index i = 0; i < 3; ++i) {
      dual -= 50 * std::abs(at.bias[i]);
      residual = std::max(residual, std::abs(at.bias[i]));
      for (Index n = 0; n < 7; ++n) {
        const double u = at.gradient(i, n), w = head.weights(i, n);
        if (std::abs(u) > penalty.l1) dual -= std::pow(std::abs(u) - penalty.l1, 2) / (4 * penalty.l2);
        const double low = u + 2 * penalty.l2 * w + (w > 0 ? 1 : -1) * penalty.l1, high = low + 2 * penalty.l1;
        residual = std::max(residual, w != 0 ? std::abs(low) : std::max({low, -high, 0.0}));
      }
    }
    EXPECT_NEAR(certificate.dual, dual, 1e-12 * std::abs(dual));
    EXPECT_NEAR(certificate.residual, residual, 1e-12);
    EXPECT_DOUBLE_EQ(certificate.gap(), certificate.primal - certificate.dual);
    EXPECT_DOUBLE_EQ(certificate.relative_gap(), certificate.gap() / certificate.primal);
  }
}

TEST(Certificate, has_a_dual_below_the_primal_of_every_head_within_the_largest_bias) {
  Random random(2);
  int close = 0;
  for (int round = 0; round < 12; ++round) {
    const Penalty penalty = {round % 3 == 0 ? 0 : 0.02 * random.uniform(), std::pow(10, -3 * random.uniform())};
    const Index labels = 2 + round % 4;
    const DoubleProblem problem = test::random_problem(60, 1 + round, labels, penalty, random.bits());
    const DoubleHead best = test::SlowSolver(problem).run();
    std::vector<DoubleHead> heads = {best};
    for (const double weight : {0.0, 0.01, 0.1, 1.0, 5.0})
      for (const double bias : {0.0, 0.1, 1.0, 10.0, 200.0})
        heads.push_back(random_head(labels, 1 + round, weight, bias, random));
    for (const double part : {1e-4, 1e-2, 0.3}) heads.push_back({best.weights * (1 + part), best.bias.array() + part});
    double least_primal = 1e9, largest_dual = -1e9;
    for (const DoubleHead& head : heads) {
      const Certificate certificate = certificate_of(problem, head);
      least_primal = std::min(least_primal, certificate.primal);
      largest_dual = std::max(largest_dual, certificate.dual);
    }
    EXPECT_LE(largest_dual, least_primal * (1 + 1e-12)) << "round " << round;
    close += largest_dual > 0.9999 * least_primal;
  }
  EXPECT_EQ(close, 12) << "at the optimum the two meet, up to the rounding of its weights";
}

TEST(Certificate, of_the_best_biases_without_weights_has_no_gap_where_no_weight_is_wanted) {
  DoubleProblem problem = test::random_problem(80, 6, 4, {0, 0.01}, 3);
  const DoubleHead head = {Eigen::MatrixXd::Zero(4, 6), log_shares(problem)};
  const LossAt at = loss_at(problem, head);
  const double largest = at.gradient.cwiseAbs().maxCoeff();
  const Matrix none = Matrix::Zero(4, 6);
  const Certificate enough = certify(at, none, {1.001 * largest, 0.01});
  EXPECT_NEAR(enough.gap(), 0, 1e-12);
  EXPECT_LT(enough.residual, 1e-12);
  const Certificate less = certify(at, none, {0.9 * largest, 0.01});
  EXPECT_GE(less.gap(), std::pow(0.1 * largest, 2) / 0.04 * (1 - 1e-9));
  EXPECT_NEAR(less.residual, 0.1 * largest, 1e-12);
}

TEST(Certificate, charges_what_biases_within_the_largest_could_gain) {
  LossAt at = {0.5, 0.4, DoubleMatrix::Zero(2, 3), Eigen::VectorXd::Zero(2), Eigen::MatrixXd::Zero(2, 2)};
  const Matrix weights = Matrix::Zero(2, 3);
  EXPECT_DOUBLE_EQ(certify(at, weights, {0.1, 0.1}).dual, 0.4);
  at.bias << 0.001, -0.002;
  const Certificate charged = certify(at, weights, {0.1, 0.1});
  EXPECT_DOUBLE_EQ(charged.dual, 0.4 - 50 * 0.003);
  EXPECT_DOUBLE_EQ(charged.primal, 0.5) << "no penalty on biases";
  EXPECT_DOUBLE_EQ(charged.residual, 0.002);
  EXPECT_DOUBLE_EQ(Certificate({0, -0.25}).relative_gap(), 0.25) << "of no loss the gap itself";
}

TEST(NearestSubgradient, is_the_nearest_to_zero) {
  const Penalty penalty = {0.25, 0.5};
  EXPECT_EQ(nearest_subgradient(0, 0.25, penalty), 0);
  EXPECT_EQ(nearest_subgradient(0, -0.125, penalty), 0);
  EXPECT_EQ(nearest_subgradient(0, 0, penalty), 0);
  EXPECT_DOUBLE_EQ(nearest_subgradient(0, 1, penalty), 0.75);
  EXPECT_DOUBLE_EQ(nearest_subgradient(0, -1, penalty), -0.75);
  EXPECT_DOUBLE_EQ(nearest_subgradient(2, 1, penalty), 1 + 2 + 0.25);
  EXPECT_DOUBLE_EQ(nearest_subgradient(-2, 1, penalty), 1 - 2 - 0.25);
  EXPECT_DOUBLE_EQ(nearest_subgradient(2, -2.25, penalty), 0);
  EXPECT_DOUBLE_EQ(nearest_subgradient(0, 1, {0, 0.5}), 1) << "without λ1 the slope itself";
}

/// Heads on the way from the best biases without weights to the optimum, and on past it.
std::vector<DoubleHead> heads_on_the_way(const DoubleProblem& problem, const DoubleHead& best) {
  const DoubleHead first = {0 * best.weights, log_shares(problem)};
  std::vector<DoubleHead> heads;
  for (const double part : {0.0, 0.5, 0.9, 0.97, 0.99, 0.999, 1.0, 1.01})
    heads.push_back({part * best.weights, part * best.bias + (1 - part) * first.bias});
  return heads;
}

TEST(SafeLimit, below_it_a_weight_is_zero_at_the_optimum) {
  Random random(4);
  int told = 0, with_weight = 0;
  for (int round = 0; round < 8; ++round) {
    DoubleProblem problem =
        test::random_problem(150, 12, 2 + round % 3, {0.02 + 0.01 * (round % 4), 1e-3}, random.bits());
    problem.x.rowwise() -= problem.x.colwise().mean().eval();
    problem.x *= Eigen::VectorXd(Eigen::VectorXd::LinSpaced(12, 0.2, 2)).asDiagonal();
    const Eigen::VectorXd deviation = (problem.x.colwise().squaredNorm() / 150).cwiseSqrt();
    const DoubleHead best = test::SlowSolver(problem).run();
    with_weight += (best.weights.array() != 0).count() > 0;
    for (const DoubleHead& head : heads_on_the_way(problem, best)) {
      const Certificate certificate = certificate_of(problem, head);
      const LossAt at = loss_at(problem, head);
      for (Index n = 0; n < 12; ++n)
        for (Index label = 0; label < problem.labels; ++label) {
          if (std::abs(at.gradient(label, n)) >= safe_limit(certificate, deviation[n], problem.penalty)) continue;
          ++told;
          EXPECT_EQ(best.weights(label, n), 0) << "round " << round << ", neuron " << n;
        }
    }
  }
  EXPECT_GT(told, 100) << "the rule must tell something";
  EXPECT_EQ(with_weight, 8);
}

TEST(SafeLimit, falls_with_gap_and_deviation) {
  const Penalty penalty = {0.25, 1};
  EXPECT_DOUBLE_EQ(safe_limit({1, 1}, 3, penalty), 0.25) << "at the optimum λ1 itself";
  EXPECT_DOUBLE_EQ(safe_limit({1, 1 + 1e-9}, 3, penalty), 0.25) << "rounding may leave less than no gap";
  EXPECT_NEAR(safe_limit({1, 0.99}, 2, penalty), 0.25 - 2 * 0.1, 1e-12);
  EXPECT_LT(safe_limit({1, 0.5}, 1, penalty), 0);
  EXPECT_DOUBLE_EQ(safe_limit({1, 0.5}, 0, penalty), 0.25) << "a constant neuron";
}

}  // namespace
}  // namespace neurank::probe
