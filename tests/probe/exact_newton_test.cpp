#include <gtest/gtest.h>

#include "probe/exact/model_minimum.hpp"
#include "probe/exact_problem.hpp"

namespace neurank::probe {
namespace {

using test::DoubleHead;
using test::DoubleProblem;

constexpr Index words = 300, labels = 4;

TEST(AtWork, has_the_numbers_of_a_head_label_after_label_the_bias_first) {
  const AtWork at_work({{1}, {}, {0, 2}}, 3);
  Head head = {Matrix::Zero(3, 3), Vector::Zero(3)};
  head.weights << 1, 2, 3, 4, 5, 6, 7, 8, 9;
  head.bias << 10, 20, 30;
  Vector expected(6);
  expected << 10, 2, 20, 30, 7, 9;
  EXPECT_EQ(at_work.numbers(head), expected);
  EXPECT_EQ(at_work.of_label(2), (Range{3, 6}));
  at_work.set(-expected, head);
  Matrix weights(3, 3);
  weights << 1, -2, 3, 4, 5, 6, -7, 8, -9;
  EXPECT_EQ(head.weights, weights) << "the others stay";
  EXPECT_EQ(head.bias, Vector(Eigen::Vector3f(-10, -20, -30)));
  EXPECT_EQ(at_work.of_weights(5), Vector((Vector(6) << 0, 5, 0, 0, 5, 5).finished()));
}

TEST(AtWork, tells_how_much_is_wanted_outside) {
  const AtWork at_work({{0}, {}}, 2);
  DoubleMatrix gradient(2, 2);
  gradient << 3, 1.5, -2, 0.5;
  const Penalty penalty = {1, 0.1};  // wants are 2, 0.5, 1 and 0
  EXPECT_DOUBLE_EQ(at_work.part_outside(Matrix::Zero(2, 2), gradient, penalty), 1.25 / 5.25);
  EXPECT_EQ(at_work.part_outside(Matrix::Zero(2, 2), DoubleMatrix::Zero(2, 2), penalty), 0);
}

/// A head that was looked at, with its problem, numbers at work and their second derivatives.
class Place {
 public:
  /// @param size of the head's weights: the larger, the surer it is of words
  Place(Index neurons, LabelColumns columns, double l1, float size = 0.3f)
      : neurons_(neurons),
        problem_(test::random_problem(words, neurons, labels, {l1, 1e-2}, 3)),
        x_(problem_.x.cast<float>()),
        source_(x_),
        passes_(source_, test::all_rows(words), {}, {64, Products(), test::always, alone_}, count_),
        loss_(passes_, test::targets(problem_.y), problem_.penalty, {nullptr, neurons}, Vector::Ones(neurons), words),
        at_work(std::move(columns), neurons) {
    point_.weights = size * test::normal_matrix(labels, neurons, random_);
    point_.bias = Vector::Zero(labels);
    if (l1 > 0) point_.weights.array() *= (point_.weights.array().abs() > 0.5f * size).cast<float>();
    loss_.look(point_);
  }

  std::unique_ptr<LossCurvature> curvature(std::uint64_t bytes = 1 << 20) {
    return curvature_at(loss_, point_, at_work, bytes);
  }

  LabelMetric metric() {
    sureness_ = point_.at.bias_squared.diagonal();
    return {passes_,
            {loss_.neurons(), loss_.variance(), loss_.unsure(), sureness_, words, problem_.penalty.l2},
            at_work,
            1 << 20};
  }

  Head head() const { return {point_.weights, point_.bias}; }
  Vector here() const { return at_work.numbers(head()); }
  Vector slope() const { return at_work.numbers(loss_.slope(point_)); }
  Vector l1() const { return at_work.of_weights(static_cast<float>(problem_.penalty.l1)); }
  double passes() const { return count_.passes(); }

  /// By the definition.
  Eigen::MatrixXd second_derivatives() const {
    const Eigen::MatrixXd p = problem_.log_probabilities(test::to_doubles(head())).array().exp();
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(at_work.size(), at_work.size());
    for (Index word = 0; word < words; ++word) {
      Eigen::VectorXd of_labels(at_work.size()), x(at_work.size());
      Eigen::MatrixXd alike = Eigen::MatrixXd::Zero(at_work.size(), at_work.size());
      for (Index label = 0; label < labels; ++label) {
        Index place = at_work.of_label(label).begin;
        const Range places = at_work.of_label(label);
        of_labels.segment(places.begin, places.size()).setConstant(p(word, label));
        alike.block(places.begin, places.begin, places.size(), places.size()).setConstant(p(word, label));
        x[place++] = 1;
        for (const Index column : at_work.columns(label)) x[place++] = problem_.x(word, column);
      }
      alike -= of_labels * of_labels.transpose();
      result += (alike.array() * (x * x.transpose()).array()).matrix() / to_double(words);
    }
    result.diagonal() += at_work.of_weights(static_cast<float>(2 * problem_.penalty.l2)).cast<double>();
    return result;
  }

 private:
  Index neurons_;
  Random random_{5};
  DoubleProblem problem_;
  Matrix x_;
  MatrixRows source_;
  Team alone_;
  PassCount count_{words, neurons_};
  LossPasses passes_;
  HeadLoss loss_;
  Point point_;
  Eigen::VectorXd sureness_;

 public:
  const AtWork at_work;
};

Vector some_step(Index size) {
  Random random(7);
  return test::normal_matrix(size, 1, random);
}

void expect_second_derivatives(Place& place, double tolerance) {
  const Vector step = some_step(place.at_work.size());
  const Eigen::VectorXd expected = place.second_derivatives() * step.cast<double>();
  const Eigen::VectorXd found = place.curvature()->times(step).cast<double>();
  EXPECT_LT((found - expected).norm(), tolerance * expected.norm());
}

TEST(LossCurvature, is_that_of_the_loss_by_rows_of_few_columns) {
  Place place(200, {{3, 7}, {}, {0, 199}, {5}}, 0, 0.05f);
  expect_second_derivatives(place, 1e-5);
  const double before = place.passes();
  place.curvature()->times(some_step(place.at_work.size()));
  EXPECT_NEAR(place.passes() - before, 1, 1e-9) << "the rows are kept";
}

TEST(LossCurvature, is_that_of_the_loss_by_passes_over_the_words_where_many_columns_are_at_work) {
  Place place(6, LabelColumns(labels, test::all_rows(6)), 0);
  expect_second_derivatives(place, 1e-5);
  const double before = place.passes();
  const auto curvature = place.curvature();
  EXPECT_EQ(place.passes(), before);
  curvature->times(some_step(place.at_work.size()));
  EXPECT_NEAR(place.passes() - before, 1, 1e-9);
}

TEST(LossCurvature, keeps_no_rows_where_memory_is_short) {
  Place place(200, {{3, 7}, {}, {0, 199}, {5}}, 0, 0.05f);
  EXPECT_NE(place.curvature()->metric(1 << 20), nullptr);
  const auto curvature = place.curvature(1000);
  EXPECT_EQ(curvature->metric(1 << 20), nullptr);
  const Vector step = some_step(place.at_work.size());
  const Eigen::VectorXd expected = place.second_derivatives() * step.cast<double>();
  EXPECT_LT((curvature->times(step).cast<double>() - expected).norm(), 1e-5 * expected.norm());
}

TEST(LossCurvature, takes_what_its_rows_leave_out_to_the_diagonal) {
  Place place(200, {{3, 7}, {}, {0, 199}, {5}}, 0, 0.6f);  // sure of most words
  expect_second_derivatives(place, 0.02);
}

TEST(LossCurvature, of_rows_has_the_metric_of_its_labels) {
  Place place(200, {{3, 7}, {}, {0, 199}, {5}}, 0, 0.05f);
  const Eigen::MatrixXd expected = place.second_derivatives();
  const auto metric = place.curvature()->metric(1 << 20);
  ASSERT_NE(metric, nullptr);
  ASSERT_EQ(metric->blocks().size(), 4u);
  for (const auto& block : metric->blocks()) {
    const Range of_label = place.at_work.of_label(block.label);
    ASSERT_EQ(block.places, of_label);
    const auto own = expected.block(of_label.begin, of_label.begin, of_label.size(), of_label.size());
    Eigen::MatrixXd off = block.matrix.cast<double>() - own;
    EXPECT_GE(off(0, 0), -1e-6) << "a bias that is far off bends more";
    off(0, 0) = 0;
    EXPECT_LT(off.cwiseAbs().maxCoeff(), 1e-5);
  }
}

double value_of(const Eigen::MatrixXd& bend, const Place& place, const Eigen::VectorXd& numbers) {
  const Eigen::VectorXd here = place.here().cast<double>(), way = numbers - here;
  const Eigen::ArrayXd costs = place.l1().cast<double>().array();
  return way.dot(place.slope().cast<double>()) + 0.5 * way.dot(bend * way) +
         (costs * (numbers.array().abs() - here.array().abs())).sum();
}

/// By coordinate descent in float64 until nothing changes.
Eigen::VectorXd slow_minimum(const Eigen::MatrixXd& bend, const Place& place) {
  const Eigen::VectorXd here = place.here().cast<double>(), slope = place.slope().cast<double>();
  Eigen::VectorXd w = here;
  for (int sweep = 0; sweep < 20000; ++sweep)
    for (Index i = 0; i < w.size(); ++i) {
      const double free = w[i] - (slope[i] + bend.row(i).dot(w - here)) / bend(i, i);
      const double least = to_double(place.l1()[i]) / bend(i, i);
      w[i] = std::copysign(std::max(0.0, std::abs(free) - least), free);
    }
  return w;
}

Vector find_minimum(Place& place, const MinimumLimits& limits) {
  float scale = least_scale;
  const auto curvature = place.curvature();
  const LabelMetric metric = place.metric();
  return minimize({*curvature, metric, place.here(), place.slope(), place.l1()}, limits, scale);
}

TEST(ModelMinimum, is_found_with_its_zeros) {
  for (const double l1 : {0.0, 0.02, 0.05}) {
    Place place(6, LabelColumns(labels, test::all_rows(6)), l1);
    const Eigen::MatrixXd bend = place.second_derivatives();
    const Eigen::VectorXd expected = slow_minimum(bend, place);
    const Vector found = find_minimum(place, {.part = 1e-4, .most = 500, .goes_on = test::always});
    const double best = value_of(bend, place, expected), value = value_of(bend, place, found.cast<double>());
    EXPECT_LT(best, -1e-3);
    EXPECT_LT(value - best, 1e-5 * std::abs(best)) << l1;
    for (Index i = 0; i < found.size(); ++i)
      if (std::abs(expected[i]) > 1e-3 || expected[i] == 0) {
        EXPECT_EQ(found[i] == 0, expected[i] == 0) << l1 << ", number " << i;
      }
  }
}

TEST(ModelMinimum, lies_lower_the_more_it_may_cost_and_never_above_the_start) {
  Place place(6, LabelColumns(labels, test::all_rows(6)), 0.02);
  const Eigen::MatrixXd bend = place.second_derivatives();
  double before = 0;
  for (const int most : {1, 5, 20, 100}) {
    const double value = value_of(bend, place, find_minimum(place, {1e-4, most, test::always}).cast<double>());
    EXPECT_LE(value, before + 1e-7) << most;
    before = value;
  }
  EXPECT_LT(before, 0);
  EXPECT_EQ(find_minimum(place, {1e-4, 100, [] { return false; }}), place.here());
}

}  // namespace
}  // namespace neurank::probe
