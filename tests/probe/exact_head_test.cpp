#include "probe/exact/exact_head.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "probe/exact_task.hpp"

namespace neurank::probe {
namespace {

using test::DoubleHead;
using test::FloatProblem;

/// What a relative objective may be off by in float32.
constexpr double rounding = 5e-7;

/// Words with labels drawn from a sparse head on the neurons as they are before anything is done to them.
FloatProblem drawn(Index words, Index neurons, Index labels, const Penalty& penalty, std::uint64_t seed) {
  Random random(seed);
  FloatProblem problem = {test::normal_matrix(words, neurons, random), {}, labels, penalty};
  problem.y = test::drawn_labels(problem.x.cast<double>(), test::sparse_head(labels, neurons, 0.3, 1, random), random);
  return problem;
}

/// Scales from 0.1 to 10, and means of up to thirty times that.
void scale_and_move(FloatProblem& problem, Random& random) {
  for (Index n = 0; n < problem.x.cols(); ++n) {
    const float scale = std::pow(10.0f, random.uniform(-1, 1));
    problem.x.col(n) = (problem.x.col(n) * scale).array() + scale * random.uniform(-30, 30);
  }
}

/// Each second neuron is nearly the one before.
void correlate(FloatProblem& problem) {
  for (Index n = 1; n < problem.x.cols(); n += 2)
    problem.x.col(n) = 0.9f * problem.x.col(n - 1) + 0.3f * problem.x.col(n);
}

void forget_labels(FloatProblem& problem, double share, Random& random) {
  for (std::int32_t& label : problem.y)
    if (random.uniform() < share) label = random.below(2) == 0 ? -1 : static_cast<std::int32_t>(problem.labels);
}

struct NamedProblem {
  std::string name;
  FloatProblem problem;
};

std::vector<NamedProblem> all_kinds() {
  Random random(1);
  std::vector<NamedProblem> kinds = {{"two labels, raw", drawn(200, 5, 2, {0.01, 1e-3}, 1)},
                                     {"six labels, standardised, correlated", drawn(400, 40, 6, {5e-3, 1e-3}, 2)},
                                     {"a prefix of an order, some rows", drawn(600, 20, 3, {0.01, 1e-3}, 3)},
                                     {"unknown labels, raw", drawn(500, 12, 4, {2e-3, 1e-2}, 4)},
                                     {"no l1, standardised, correlated", drawn(250, 30, 2, {0, 1e-2}, 5)},
                                     {"few of many neurons", drawn(300, 150, 4, {0.04, 1e-3}, 6)}};
  scale_and_move(kinds[0].problem, random);
  correlate(kinds[1].problem);
  scale_and_move(kinds[1].problem, random);
  kinds[1].problem.standardize = kinds[4].problem.standardize = true;
  std::vector<Index> order = test::all_rows(20);
  random.shuffle(order);
  kinds[2].problem.neurons = {std::make_shared<const std::vector<Index>>(order), 12};
  kinds[2].problem.rows = sample_without_replacement(600, 400, random);
  forget_labels(kinds[3].problem, 0.5, random);
  scale_and_move(kinds[3].problem, random);
  correlate(kinds[4].problem);
  return kinds;
}

/// Slopes of the mean cross entropy in neurons less their means.
Eigen::MatrixXd slopes_at(const FloatProblem& problem, const DoubleHead& head) {
  const test::DoubleProblem doubles = problem.in_doubles();
  const LossAt at = loss_at(doubles, head);
  return at.gradient - at.bias * doubles.x.colwise().mean();
}

/// Zeros where the optimum has them for certain, weights where it has them.
void expect_support(const FloatProblem& problem, const Head& found, const DoubleHead& best) {
  const Eigen::MatrixXd u = slopes_at(problem, best);
  const double largest = best.weights.cwiseAbs().maxCoeff();
  for (Index label = 0; label < problem.labels; ++label)
    for (Index n = 0; n < problem.neurons.size; ++n) {
      if (std::abs(u(label, n)) < 0.99 * problem.penalty.l1) {
        EXPECT_EQ(found.weights(label, n), 0) << label << ", " << n << ", slope " << u(label, n);
        EXPECT_EQ(best.weights(label, n), 0);
      }
      if (std::abs(best.weights(label, n)) > 1e-3 * largest) {
        EXPECT_NE(found.weights(label, n), 0) << label << ", " << n << ", " << best.weights(label, n);
      }
    }
}

TEST(SolveExactly, finds_the_optimum_of_problems_of_all_kinds) {
  for (const auto& [name, problem] : all_kinds()) {
    SCOPED_TRACE(name);
    const DoubleHead best = problem.solve_slowly();
    const double least = objective(problem.in_doubles(), best);
    const ExactHead found = problem.solve({.gap = 2e-6});
    EXPECT_TRUE(found.is_certified) << found.certificate.relative_gap();
    EXPECT_LE(found.certificate.relative_gap(), 2e-6);
    EXPECT_NEAR(problem.loss_of(found.head), least, 1e-6 * least);
    EXPECT_NEAR(found.certificate.primal, least, 1e-6 * least);
    EXPECT_LE(found.certificate.dual, least * (1 + rounding));
    expect_support(problem, found.head, best);
    // What a gap says of weights: the penalty alone bends by l2 W^2 around the optimum.
    EXPECT_LE(problem.penalty.l2 * (found.head.weights.cast<double>() - best.weights).squaredNorm(),
              found.certificate.gap() + rounding * least);
  }
}

TEST(SolveExactly, goes_as_far_as_float32_does) {
  for (const auto& [name, problem] : all_kinds()) {
    SCOPED_TRACE(name);
    const ExactHead found = problem.solve({.gap = 1e-8, .max_passes = 400});
    EXPECT_LT(found.certificate.relative_gap(), 2e-6);
    EXPECT_EQ(found.is_certified, found.certificate.relative_gap() <= 1e-8);
    EXPECT_LT(found.passes, 405);
    const double least = objective(problem.in_doubles(), problem.solve_slowly());
    EXPECT_NEAR(problem.loss_of(found.head), least, 1e-7 * least);
  }
}

TEST(SolveExactly, ends_at_the_same_head_from_everywhere) {
  Random random(6);
  for (auto& [name, problem] : all_kinds()) {
    SCOPED_TRACE(name);
    const DoubleHead best = problem.solve_slowly();
    const double least = objective(problem.in_doubles(), best);
    FloatProblem other = problem;
    other.penalty = {5 * problem.penalty.l1 + 1e-3, 3 * problem.penalty.l2};
    const Index labels = problem.labels, size = problem.neurons.size;
    const Head zero = {Matrix::Zero(labels, size), Vector::Zero(labels)};
    const Head at_random = {test::normal_matrix(labels, size, random), 3 * test::normal_matrix(labels, 1, random)};
    const Head of_other = other.solve({.gap = 1e-5}).head;
    for (const Head* start : {&zero, &at_random, &of_other}) {
      const ExactHead found = problem.solve({.gap = 2e-6}, start);
      EXPECT_TRUE(found.is_certified) << found.certificate.relative_gap();
      EXPECT_NEAR(problem.loss_of(found.head), least, 1e-6 * least);
      expect_support(problem, found.head, best);
    }
  }
}

TEST(SolveExactly, from_near_the_optimum_takes_fewer_passes) {
  for (const auto& [name, problem] : all_kinds()) {
    const ExactHead first = problem.solve({.gap = 1e-5});
    EXPECT_LT(problem.solve({.gap = 2e-5}, &first.head).passes, first.passes / 2) << name;
  }
}

TEST(SolveExactly, certifies_no_more_than_is_true) {
  for (const auto& [name, problem] : all_kinds()) {
    const double least = objective(problem.in_doubles(), problem.solve_slowly());
    const auto expect_bound = [&](const ExactHead& found) {
      const double loss = problem.loss_of(found.head);
      EXPECT_NEAR(found.certificate.primal, loss, rounding * loss) << name;
      EXPECT_LE(loss - least, found.certificate.gap() + rounding * loss) << name;
    };
    for (const double gap : {0.9, 0.3, 0.1, 1e-2, 1e-3, 1e-4, 1e-5}) {
      const ExactHead found = problem.solve({.gap = gap});
      EXPECT_TRUE(found.is_certified) << name << ", " << gap;
      EXPECT_LE(found.certificate.relative_gap(), gap) << name;
      expect_bound(found);
    }
    for (const double passes : {0.0, 1.0, 2.0, 5.0, 9.0}) {
      const ExactHead found = problem.solve({.gap = 1e-7, .max_passes = passes});
      EXPECT_FALSE(found.is_certified) << name << ", " << passes;
      EXPECT_LT(found.passes, passes + 5) << name;
      expect_bound(found);
    }
  }
}

TEST(SolveExactly, gives_planted_neurons_the_largest_weights) {
  Random random(7);
  const Index neurons = 30, labels = 3;
  const std::vector<Index> planted = {4, 17, 25};
  FloatProblem problem = {test::normal_matrix(600, neurons, random), {}, labels, {0.02, 1e-3}};
  DoubleHead truth = {Eigen::MatrixXd::Zero(labels, neurons), Eigen::VectorXd::Zero(labels)};
  for (Index label = 0; label < labels; ++label) truth.weights(label, planted[to_size(label)]) = 2.5;
  problem.y = test::drawn_labels(problem.x.cast<double>(), truth, random);
  scale_and_move(problem, random);
  problem.standardize = true;
  const ExactHead found = problem.solve({.gap = 1e-4});
  EXPECT_TRUE(found.is_certified);
  const Eigen::RowVectorXf mass = found.head.weights.cwiseAbs().colwise().sum();
  std::vector<Index> ranked = test::all_rows(neurons);
  std::sort(ranked.begin(), ranked.end(), [&](Index a, Index b) { return mass[a] > mass[b]; });
  std::sort(ranked.begin(), ranked.begin() + 3);
  EXPECT_EQ(std::vector<Index>(ranked.begin(), ranked.begin() + 3), planted);
  for (Index label = 0; label < labels; ++label) {
    Index largest = 0;
    found.head.weights.row(label).maxCoeff(&largest);
    EXPECT_EQ(largest, planted[to_size(label)]) << label;
  }
  EXPECT_GT((found.head.weights.array() == 0).count(), 40);
}

}  // namespace
}  // namespace neurank::probe
