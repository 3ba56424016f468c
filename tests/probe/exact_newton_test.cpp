#include <gtest/gtest.h>

#include "probe/exact/face_newton.hpp"
#include "probe/exact_problem.hpp"

namespace neurank::probe {
namespace {

using test::DoubleHead;
using test::DoubleProblem;

constexpr Index words = 300, neurons = 6, labels = 4;

/// A head at which steps are made, with its problem.
class Newton {
 public:
  /// @param l1 of the penalty; some weights are 0 then
  explicit Newton(double l1)
      : problem_(test::random_problem(words, neurons, labels, {l1, 1e-2}, 3)),
        x_(problem_.x.cast<float>()),
        source_(x_),
        passes_(source_, test::all_rows(words), {}, {64, Products(), test::always, alone_}, count_),
        loss_(passes_, test::targets(problem_.y), problem_.penalty, {nullptr, neurons}, Vector::Ones(neurons), words) {
    point_.weights = 0.3f * test::normal_matrix(labels, neurons, random_);
    point_.bias = Vector::Zero(labels);
    if (l1 > 0) point_.weights.array() *= (point_.weights.array().abs() > 0.2f).cast<float>();
    loss_.look(point_);
  }

  std::optional<Head> step(std::uint64_t bytes, double max_passes = 1000) {
    const Eigen::VectorXd sureness = point_.at.bias_squared.diagonal();
    const LabelMetric metric(passes_,
                             {loss_.neurons(), loss_.variance(), loss_.unsure(), sureness, words, problem_.penalty.l2},
                             LabelColumns(labels, test::all_rows(neurons)), 1 << 20);
    return newton_step(loss_, point_, metric, bytes, max_passes);
  }

  /// What is left of the slope of the loss's second-order model after a step, where weights are not 0; and before.
  std::pair<double, double> slopes(const Head& step) const {
    const DoubleHead head = test::to_doubles({point_.weights, point_.bias}), along = test::to_doubles(step);
    const Eigen::ArrayXXd p = problem_.log_probabilities(head).array().exp();
    Eigen::ArrayXXd bent = ((problem_.x * along.weights.transpose()).rowwise() + along.bias.transpose()).array() * p;
    bent -= p.colwise() * bent.rowwise().sum().eval();
    const LossAt at = loss_at(problem_, head);
    const Eigen::MatrixXd signs = head.weights.array().sign(), on = signs.cwiseAbs();
    const Eigen::MatrixXd before =
        (at.gradient + problem_.penalty.l1 * signs + 2 * problem_.penalty.l2 * head.weights).cwiseProduct(on);
    const Eigen::MatrixXd curvature = bent.matrix().transpose() * problem_.x / to_double(words);
    const Eigen::MatrixXd after = before + (curvature + 2 * problem_.penalty.l2 * along.weights).cwiseProduct(on);
    const Eigen::VectorXd bias = at.bias + bent.matrix().colwise().sum().transpose() / to_double(words);
    return {std::hypot(before.norm(), at.bias.norm()), std::hypot(after.norm(), bias.norm())};
  }

  const Point& point() const { return point_; }

 private:
  Random random_{5};
  DoubleProblem problem_;
  Matrix x_;
  MatrixRows source_;
  Team alone_;
  PassCount count_{words, neurons};
  LossPasses passes_;
  HeadLoss loss_;
  Point point_;
};

TEST(NewtonStep, leaves_little_of_the_slope_of_the_second_order_model) {
  for (const double l1 : {0.0, 0.01}) {
    Newton newton(l1);
    const auto step = newton.step(1 << 20);
    ASSERT_TRUE(step);
    const auto [before, after] = newton.slopes(*step);
    EXPECT_GT(before, 0.1);
    EXPECT_LT(after, 0.1 * before) << l1;
  }
}

TEST(NewtonStep, leaves_weights_alone_that_are_zero) {
  Newton newton(0.01);
  const auto step = newton.step(1 << 20);
  ASSERT_TRUE(step);
  const Matrix& weights = newton.point().weights;
  EXPECT_GT((weights.array() == 0).count(), 3);
  for (Index label = 0; label < labels; ++label)
    for (Index n = 0; n < neurons; ++n) EXPECT_EQ(step->weights(label, n) == 0, weights(label, n) == 0);
}

TEST(NewtonStep, is_not_made_where_memory_is_short_and_ends_with_the_passes) {
  Newton newton(0);
  EXPECT_FALSE(newton.step(1000));
  const auto none = newton.step(1 << 20, 0);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->weights.norm(), 0);
}

}  // namespace
}  // namespace neurank::probe
