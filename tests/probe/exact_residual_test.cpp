#include "probe/exact/loss_pass.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/cast.hpp"
#include "probe/train.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

LossAt loss_of(const MatrixRows& source, const Head& head, const Targets& targets) {
  const Team alone;
  PassCount count(source.num_rows(), source.neurons());
  LossPasses passes(source, test::all_rows(source.num_rows()), {}, {16, Products(), test::always, alone}, count);
  // Another head beside it, which must make no difference.
  const Head other = uniform_start(head.weights.rows(), head.weights.cols(), 99);
  const NeuronPrefix all = {nullptr, source.neurons()};
  const std::vector<LossQuestion> questions = {{all, other.weights, other.bias, targets},
                                               {all, head.weights, head.bias, targets}};
  return passes.losses(questions)[1];
}

/// Mean cross entropy of a head on rows whose label it knows.
double loss(const Matrix& x, const std::vector<std::int32_t>& y, const Head& head) {
  double sum = 0;
  int known = 0;
  for (Index row = 0; row < x.rows(); ++row) {
    const std::int32_t target = y[static_cast<std::size_t>(row)];
    if (target < 0 || target >= head.weights.rows()) continue;
    const Eigen::VectorXd z = (head.weights * x.row(row).transpose() + head.bias).cast<double>();
    sum += std::log(z.array().exp().sum()) - z[target];
    ++known;
  }
  return sum / known;
}

TEST(LossPasses, tell_the_slope_of_the_loss) {
  Random random(5);
  const Index rows = 70, neurons = 4, labels = 3;
  const Matrix x = test::normal_matrix(rows, neurons, random);
  std::vector<std::int32_t> y;
  for (Index row = 0; row < rows; ++row) y.push_back(static_cast<std::int32_t>(random.below(5)) - 1);  // -1, 3: unknown
  const Head head = uniform_start(labels, neurons, 1);
  const MatrixRows source(x);
  const LossAt at = loss_of(source, head, test::targets(y));
  for (Index label = 0; label < labels; ++label) {
    Head more = head, less = head;
    more.bias[label] += 0.01f;
    less.bias[label] -= 0.01f;
    EXPECT_NEAR(at.bias[label], (loss(x, y, more) - loss(x, y, less)) / 0.02, 1e-4);
    for (Index neuron = 0; neuron < neurons; ++neuron) {
      more = less = head;
      more.weights(label, neuron) += 0.01f;
      less.weights(label, neuron) -= 0.01f;
      EXPECT_NEAR(at.gradient(label, neuron), (loss(x, y, more) - loss(x, y, less)) / 0.02, 1e-4);
    }
  }
}

TEST(OptimalityResidual, is_what_the_penalty_leaves_of_the_gradient) {
  Matrix weights(1, 3);
  LossAt at{0, 0, DoubleMatrix(1, 3), Eigen::VectorXd::Zero(1), {}};
  weights << 2, -1, 0;
  at.gradient << -0.5, 0.375, 0.25;
  const Penalty penalty{.l1 = 0.25, .l2 = 0.0625};
  EXPECT_DOUBLE_EQ(optimality_residual(at, weights, penalty), 0)
      << "-0.5 + 0.25 + 2 / 16 * 2, 0.375 - 0.25 - 2 / 16, and 0.25 within λ1";
  at.gradient(0, 2) = -0.75;
  EXPECT_DOUBLE_EQ(optimality_residual(at, weights, penalty), 0.5) << "beyond λ1";
  at.bias[0] = 1;
  EXPECT_DOUBLE_EQ(optimality_residual(at, weights, penalty), 1) << "the bias is free";
  at.bias[0] = 0;
  weights << 3, -4, 0;
  at.gradient << -0.25 - 0.6, 0.25 + 0.8, 0.25;
  EXPECT_NEAR(optimality_residual(at, weights, {.l1 = 0.25, .l2 = 1}, RidgeForm::norm), 0, 1e-12)
      << "of λ2 |W| the slope is λ2 W / |W|";
  weights.setZero();
  at.gradient << 0.25 + 3, 0.25 + 4, 0.1;
  EXPECT_DOUBLE_EQ(optimality_residual(at, weights, {.l1 = 0.25, .l2 = 4}, RidgeForm::norm), 1) << "|3, 4| - 4";
}

TEST(OptimalityResidual, falls_while_a_head_is_trained) {
  Random random(6);
  const Matrix x = test::normal_matrix(200, 5, random);
  std::vector<std::int32_t> y;
  for (Index row = 0; row < 200; ++row) y.push_back(x(row, 0) > 0 ? 1 : 0);
  const MatrixRows source(x);
  BatchStream stream(source, test::all_rows(200), 200, {});
  const Penalty penalty{.l1 = 1e-2, .l2 = 1e-2};
  const std::vector<HeadTask> tasks = {{test::targets(y), penalty, test::start(2, 5, 1)}};
  double before = 1e9;
  for (const Index epochs : {1, 100, 1000}) {
    std::vector<TrainingLoss> losses;
    const auto heads = train_heads(stream, tasks, {.epochs = epochs, .learning_rate = 0.02, .step = StepRule::decay},
                                   100, test::always, nullptr, Team(), &losses);
    const LossAt at = loss_of(source, heads[0], test::targets(y));
    const double residual = optimality_residual(at, heads[0].weights, penalty);
    EXPECT_LT(residual, before / 3) << epochs;
    before = residual;
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_NEAR(to_double(losses[0].last), loss(x, y, heads[0]), epochs == 1 ? 0.1 : 1e-3);
    EXPECT_EQ(std::isnan(losses[0].before), epochs == 1) << "there was no epoch before";
    if (epochs == 1000) {
      EXPECT_LT(std::abs(losses[0].last - losses[0].before), 1e-5f);
    }
  }
  EXPECT_LT(before, 1e-4);
}

}  // namespace
}  // namespace neurank::probe
