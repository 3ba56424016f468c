// Heads at the borders of what solve_exactly is asked for.

#include <gtest/gtest.h>

#include "probe/exact/newton_steps.hpp"
#include "probe/exact_task.hpp"
#include "support/refusal.hpp"

namespace neurank::probe {
namespace {

using test::FloatProblem;

FloatProblem drawn(Index words, Index neurons, Index labels, const Penalty& penalty, std::uint64_t seed) {
  Random random(seed);
  FloatProblem problem = {test::normal_matrix(words, neurons, random), {}, labels, penalty};
  problem.y = test::drawn_labels(problem.x.cast<double>(), test::sparse_head(labels, neurons, 0.5, 1, random), random);
  return problem;
}

/// Finds the optimum, and that it is one.
ExactHead expect_optimum(const FloatProblem& problem, const ExactSettings& settings = {.gap = 1e-5},
                         const Head* start = nullptr) {
  const double least = objective(problem.in_doubles(), problem.solve_slowly());
  ExactHead found = problem.solve(settings, start);
  EXPECT_TRUE(found.is_certified) << found.certificate.relative_gap();
  EXPECT_NEAR(problem.loss_of(found.head), least, (settings.gap + 5e-7) * least);
  EXPECT_TRUE(found.head.weights.allFinite() && found.head.bias.allFinite());
  return found;
}

TEST(ExactHead, gives_a_constant_neuron_no_weight) {
  for (const bool standardize : {false, true})
    for (const float constant : {0.0f, 1000.1f, -3e-5f}) {
      FloatProblem problem = drawn(200, 6, 3, {5e-3, 1e-3}, 1);
      problem.x.col(2).setConstant(constant);
      problem.standardize = standardize;
      const ExactHead found = expect_optimum(problem);
      EXPECT_TRUE(found.head.weights.col(2).isZero(0)) << constant;
      const Head start = uniform_start(3, 6, 4);
      EXPECT_TRUE(expect_optimum(problem, {.gap = 1e-5}, &start).head.weights.col(2).isZero(1e-6f)) << constant;
    }
}

TEST(ExactHead, shares_weight_among_equal_neurons) {
  FloatProblem problem = drawn(300, 8, 3, {5e-3, 1e-2}, 2);
  problem.x.col(5) = problem.x.col(1);
  problem.x.col(7) = problem.x.col(1);
  const Matrix weights = expect_optimum(problem, {.gap = 2e-6}).head.weights;
  EXPECT_GT(weights.col(1).cwiseAbs().maxCoeff(), 0.01f);
  EXPECT_LT((weights.col(1) - weights.col(5)).cwiseAbs().maxCoeff(), 5e-3f);
  EXPECT_LT((weights.col(1) - weights.col(7)).cwiseAbs().maxCoeff(), 5e-3f);
}

TEST(ExactHead, on_one_neuron_and_on_one_word) {
  const ExactHead one_neuron = expect_optimum(drawn(200, 1, 2, {1e-3, 1e-3}, 3));
  EXPECT_NEAR(one_neuron.head.weights(0, 0), -one_neuron.head.weights(1, 0), 1e-5f) << "two labels";
  FloatProblem one_word = drawn(50, 3, 2, {1e-3, 1e-3}, 3);
  one_word.rows = {31};
  const ExactHead found = one_word.solve({.gap = 1e-4, .max_passes = 100});
  EXPECT_TRUE(found.head.weights.isZero(0));
  EXPECT_LT(one_word.loss_of(found.head), 2e-3) << "the bias alone tells it";
}

TEST(ExactHead, of_one_label_is_nothing) {
  const FloatProblem problem = drawn(50, 4, 1, {1e-3, 1e-3}, 4);
  const Head start = uniform_start(1, 4, 1);
  for (const Head* from : {static_cast<const Head*>(nullptr), &start}) {
    const ExactHead found = problem.solve({}, from);
    EXPECT_TRUE(found.is_certified);
    EXPECT_TRUE(found.head.weights.isZero(0)) << found.head.weights;
    EXPECT_EQ(found.certificate.primal, 0);
  }
}

TEST(ExactHead, hardly_predicts_a_label_that_never_occurs) {
  FloatProblem problem = drawn(200, 6, 3, {5e-3, 1e-3}, 5);
  problem.labels = 4;
  const ExactHead found = expect_optimum(problem);
  const Eigen::MatrixXd logs = problem.in_doubles().log_probabilities(test::to_doubles(found.head));
  EXPECT_LT(logs.col(3).array().exp().mean(), 1e-5 / 50 * 2) << "which the certificate asks for";
  EXPECT_TRUE(found.head.weights.row(3).isZero(1e-3f));
}

TEST(ExactHead, is_found_from_biases_that_are_far_off) {
  FloatProblem problem = drawn(3000, 3, 9, {1e-3, 1e-3}, 17);
  problem.labels = 11;
  for (const Index word : {7, 700}) problem.y[to_size(word)] = 9;
  Random random(18);
  const Head optimum = expect_optimum(problem).head;
  for (const float far : {-40.0f, -20.0f, -10.0f, 3.0f})
    for (const float apart : {0.02f, 2.0f}) {
      Head start = optimum;
      start.bias += apart * test::normal_matrix(11, 1, random);
      start.bias[10] = far;
      const ExactHead found = problem.solve({.gap = 1e-4, .max_passes = 300}, &start);
      EXPECT_TRUE(found.is_certified) << far << ", " << apart << ": " << found.certificate.relative_gap();
    }
}

TEST(ExactHead, has_no_weights_where_the_penalty_forbids_them) {
  Random random(6);
  FloatProblem problem = drawn(200, 6, 3, {10, 1e-3}, 6);
  const Head at_random = {test::normal_matrix(3, 6, random), test::normal_matrix(3, 1, random)};
  const Head wrong_bias = {Matrix::Zero(3, 6), Vector::LinSpaced(3, -12, 12)};
  for (const Index labels : {3, 4})
    for (const Head* start : {static_cast<const Head*>(nullptr), &at_random, &wrong_bias}) {
      problem.labels = labels;
      Head grown;
      if (start != nullptr && labels == 4) {
        grown = {Matrix::Zero(4, 6), Vector::Zero(4)};
        grown.weights.topRows(3) = start->weights;
        grown.bias.head(3) = start->bias;
      }
      const ExactHead found = expect_optimum(problem, {.gap = 1e-5}, labels == 4 && start ? &grown : start);
      EXPECT_TRUE(found.head.weights.isZero(0));
      const ExactHead ended = problem.solve({.gap = 1e-9, .max_passes = 50}, labels == 4 && start ? &grown : start);
      EXPECT_LT(ended.passes, 55) << "a gap beyond float32 does not go on for ever";
      EXPECT_TRUE(ended.head.weights.isZero(0));
      EXPECT_LT(ended.certificate.relative_gap(), 1e-5);
    }
}

TEST(ExactHead, has_all_weights_where_no_l1_is) {
  const FloatProblem problem = drawn(200, 6, 3, {0, 1e-2}, 7);
  const ExactHead found = expect_optimum(problem, {.gap = 2e-6});
  EXPECT_TRUE((found.head.weights.array() != 0).all());
  EXPECT_LT(found.head.weights.colwise().sum().cwiseAbs().maxCoeff(), 1e-5f) << "the ridge alone: labels balance";
}

TEST(ExactHead, is_the_same_whatever_memory_there_is) {
  Random random(8);
  FloatProblem problem = drawn(3000, 10, 3, {2e-3, 1e-3}, 8);
  for (Index n = 1; n < 10; ++n) problem.x.col(n) += 0.7f * problem.x.col(0);
  const double least = problem.loss_of(expect_optimum(problem).head);
  for (const std::uint64_t bytes : {0, 100, 300, 600, 10000}) {
    const ExactHead found = problem.solve({.gap = 1e-5, .memory_bytes = bytes});
    EXPECT_TRUE(found.is_certified) << bytes << " bytes: " << found.certificate.relative_gap();
    EXPECT_NEAR(problem.loss_of(found.head), least, 1e-5 * least) << bytes;
  }
}

/// Rows of half precision.
class HalfRows : public RowSource {
 public:
  explicit HalfRows(const Matrix& matrix) : halves_(matrix.cast<Half>()) {}
  Index num_rows() const override { return halves_.rows(); }
  Index neurons() const override { return halves_.cols(); }
  store::DType dtype() const override { return store::DType::float16; }
  void read(Range rows, void* out) const override {
    std::copy_n(halves_.data() + rows.begin * neurons(), rows.size() * neurons(), static_cast<Half*>(out));
  }

 private:
  Eigen::Matrix<Half, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> halves_;
};

TEST(ExactHead, has_the_same_bits_each_time_and_from_both_formats) {
  FloatProblem problem = drawn(300, 12, 3, {5e-3, 1e-3}, 9);
  problem.x = problem.x.cast<Half>().cast<float>().eval();
  for (const bool standardize : {false, true}) {
    problem.standardize = standardize;
    const ExactHead first = problem.solve({.gap = 1e-5}), again = problem.solve({.gap = 1e-5}),
                    halves = problem.solve_from(HalfRows(problem.x), {.gap = 1e-5});
    EXPECT_TRUE(first.is_certified);
    for (const ExactHead* other : {&again, &halves}) {
      EXPECT_EQ(first.head.weights, other->head.weights);
      EXPECT_EQ(first.head.bias, other->head.bias);
      EXPECT_EQ(first.certificate.dual, other->certificate.dual);
      EXPECT_EQ(first.passes, other->passes);
    }
  }
}

TEST(ExactHead, is_interrupted) {
  const FloatProblem problem = drawn(100, 3, 2, {1e-3, 1e-3}, 10);
  const MatrixRows source(problem.x);
  const TrainingRows training = {
      source, problem.rows, {}, std::make_shared<const store::NeuronStatistics>(statistics_of(source, problem.rows))};
  for (const int batches : {0, 1, 4}) {
    int left = batches;
    const ExactTask task = {test::targets(problem.y), 2, problem.penalty, problem.neurons};
    test::refusal([&] { solve_exactly(training, task, {.gap = 1e-6}, Products(), [&] { return --left >= 0; }); },
                  Cause::interrupted);
  }
}

/// Most labels of most words are out of the question here, and each label has few columns.
TEST(ExactHead, is_the_same_with_rows_in_memory_and_without_them) {
  Random random(9);
  const Index words = 1500, neurons = 300, labels = 30;
  FloatProblem problem = {test::normal_matrix(words, neurons, random), {}, labels, {3e-3, 1e-4}};
  const test::DoubleHead truth = test::sparse_head(labels, neurons, 0.01, 8, random);
  problem.y = test::drawn_labels(problem.x.cast<double>(), truth, random);
  const ExactHead with = problem.solve({.gap = 1e-5});
  const ExactHead without = problem.solve({.gap = 1e-5, .memory_bytes = 1 << 20});
  EXPECT_TRUE(with.is_certified && without.is_certified);
  EXPECT_LT(with.passes, 0.7 * without.passes) << "a product with rows costs no pass";
  EXPECT_NEAR(with.certificate.primal, without.certificate.primal, 1e-5 * without.certificate.primal);
  const double largest = to_double(without.head.weights.cwiseAbs().maxCoeff());
  EXPECT_LT((with.head.weights - without.head.weights).cwiseAbs().maxCoeff(), 0.03 * largest);
}

TEST(Progress, goes_on_while_loss_or_gap_falls_and_a_while_longer) {
  Progress progress(3);
  EXPECT_TRUE(progress.goes_on(1, 0.5));
  EXPECT_TRUE(progress.goes_on(0.9, 0.5)) << "the loss falls";
  EXPECT_TRUE(progress.goes_on(0.9, 0.5)) << "once nothing";
  EXPECT_TRUE(progress.goes_on(0.9, 0.4)) << "the gap falls";
  EXPECT_TRUE(progress.goes_on(0.9, 0.4));
  EXPECT_TRUE(progress.goes_on(0.9 * (1 - 1e-8), 0.4)) << "no more than rounding";
  EXPECT_FALSE(progress.goes_on(1, 0.4));
}

}  // namespace
}  // namespace neurank::probe
