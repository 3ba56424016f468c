#include <gtest/gtest.h>

#include <set>

#include "probe/exact/label_metric.hpp"
#include "probe/exact_problem.hpp"
#include "support/refusal.hpp"

namespace neurank::probe {
namespace {

constexpr Index words = 300, neurons = 6, batch = 64;

/// Words of which some have an unknown label, read as they are or standardised.
struct Words {
  Matrix x;
  std::vector<std::int32_t> y;
  Standardization standardization;
  std::vector<Index> rows;  ///< two of three

  explicit Words(std::uint64_t seed, bool standardized = false) {
    Random random(seed);
    x = test::normal_matrix(words, neurons, random) * 2;
    x.rowwise() += test::normal_matrix(1, neurons, random).row(0);
    for (Index word = 0; word < words; ++word) {
      y.push_back(static_cast<std::int32_t>(random.below(5)) - 1);
      if (word % 3 != 1) rows.push_back(word);
    }
    if (standardized) standardization = z_score(statistics_of(MatrixRows(x), rows));
  }

  /// Passes over the rows, with all that they need.
  struct Passes {
    Passes(const Words& data, const MatrixRows& source, const std::function<bool()>& keep_going)
        : count(to_index(data.rows.size()), neurons),
          over(source, data.rows, data.standardization, {batch, Products(), keep_going, alone}, count) {}
    LossPasses* operator->() { return &over; }
    operator LossPasses&() { return over; }

    Team alone;
    PassCount count;
    LossPasses over;
  };

  Passes passes(const MatrixRows& source, const std::function<bool()>& keep_going = test::always) const {
    return {*this, source, keep_going};
  }

  /// What a head on some neurons learns.
  test::DoubleProblem problem(Index labels, const NeuronPrefix& prefix) const {
    test::DoubleProblem result = {Eigen::MatrixXd(to_index(rows.size()), prefix.size), {}, labels};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result.y.push_back(y[to_size(rows[i])]);
      for (Index column = 0; column < prefix.size; ++column) {
        const Index n = prefix.neuron(column);
        double value = to_double(x(rows[i], n));
        if (!standardization.is_identity())
          value = (value - to_double(standardization.mean[n])) * to_double(standardization.scale[n]);
        result.x(to_index(i), column) = value;
      }
    }
    return result;
  }
};

void expect_near(const LossAt& at, const LossAt& expected) {
  constexpr double rounding = 2e-6;
  EXPECT_NEAR(at.loss, expected.loss, rounding * (1 + expected.loss));
  EXPECT_NEAR(at.entropy, expected.entropy, rounding);
  ASSERT_EQ(at.gradient.rows(), expected.gradient.rows());
  ASSERT_EQ(at.gradient.cols(), expected.gradient.cols());
  EXPECT_LT((at.gradient - expected.gradient).cwiseAbs().maxCoeff(), 3 * rounding);
  EXPECT_LT((at.bias - expected.bias).cwiseAbs().maxCoeff(), rounding);
  EXPECT_LT((at.bias_squared - expected.bias_squared).cwiseAbs().maxCoeff(), rounding);
}

NeuronOrder some_order() { return std::make_shared<const std::vector<Index>>(std::vector<Index>{4, 1, 5, 0}); }

TEST(LossPasses, tell_of_several_heads_what_each_is_by_definition) {
  for (const bool standardized : {false, true}) {
    const Words data(1, standardized);
    const MatrixRows source(data.x);
    const NeuronOrder order = some_order();
    const std::vector<NeuronPrefix> prefixes = {{nullptr, neurons}, {order, 3}, {order, 1}, {nullptr, 2}};
    const std::vector<Index> labels = {4, 2, 3, 1};
    const auto targets = test::targets(data.y);
    std::vector<Head> heads;
    for (std::size_t i = 0; i < prefixes.size(); ++i)
      heads.push_back(uniform_start(labels[i], prefixes[i].size, i + 1));
    heads[0].weights *= 20;  // very sure of many words
    std::vector<LossQuestion> questions;
    for (std::size_t i = 0; i < prefixes.size(); ++i)
      questions.push_back({prefixes[i], heads[i].weights, heads[i].bias, targets});
    auto passes = data.passes(source);
    const std::vector<LossAt> found = passes->losses(questions);
    ASSERT_EQ(found.size(), 4u);
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
      SCOPED_TRACE(testing::Message() << "head " << i << (standardized ? ", standardised" : ""));
      expect_near(found[i], loss_at(data.problem(labels[i], prefixes[i]), test::to_doubles(heads[i])));
    }
    EXPECT_NEAR(passes.count.passes(), 1 + 3 / 6.0 + 1 / 6.0 + 2 / 6.0, 1e-12);
  }
}

LossAt loss_of(LossPasses& passes, const Head& head, const Targets& targets, UnsureWords* unsure = nullptr,
               std::size_t most = 1000) {
  const LossQuestion question = {{nullptr, head.weights.cols()}, head.weights, head.bias, targets, unsure, most};
  return passes.losses({&question, 1}).front();
}

TEST(LossPasses, of_a_single_word_and_of_none_that_counts) {
  Words data(2);
  const MatrixRows source(data.x);
  const Head head = uniform_start(3, neurons, 1);
  const Targets unknown = test::targets(std::vector<std::int32_t>(words, 7));
  auto all = data.passes(source);
  UnsureWords unsure;
  expect_near(loss_of(all, head, unknown, &unsure),
              {0, 0, DoubleMatrix::Zero(3, neurons), Eigen::VectorXd::Zero(3), Eigen::MatrixXd::Zero(3, 3)});
  EXPECT_TRUE(unsure.words.empty() && unsure.probabilities.empty());
  data.rows = {17};
  data.y[17] = 2;
  auto single = data.passes(source);
  expect_near(loss_of(single, head, test::targets(data.y)),
              loss_at(data.problem(3, {nullptr, neurons}), test::to_doubles(head)));
}

TEST(LossPasses, keep_the_words_of_which_a_head_is_not_sure) {
  const Words data(3);
  const MatrixRows source(data.x);
  Head head = uniform_start(3, neurons, 4);
  head.weights *= 5;
  auto passes = data.passes(source);
  UnsureWords unsure;
  unsure.least = 0.2f;
  unsure.words = {1, 2, 3};  // of a pass before
  unsure.probabilities = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  loss_of(passes, head, test::targets(data.y), &unsure);
  const test::DoubleProblem problem = data.problem(3, {nullptr, neurons});
  const Eigen::MatrixXd p = problem.log_probabilities(test::to_doubles(head)).array().exp();
  ASSERT_EQ(unsure.probabilities.size(), 3 * unsure.words.size());
  EXPECT_TRUE(std::is_sorted(unsure.words.begin(), unsure.words.end()));
  const std::set<Index> kept(unsure.words.begin(), unsure.words.end());
  EXPECT_EQ(kept.size(), unsure.words.size());
  EXPECT_GT(kept.size(), 10u);
  for (std::size_t i = 0, at = 0; i < data.rows.size(); ++i) {
    const double doubt = 1 - p.row(to_index(i)).maxCoeff();
    const bool is_kept = kept.contains(to_index(i));
    if (!problem.knows(to_index(i)) || std::abs(doubt - 0.2) > 1e-5) {
      EXPECT_EQ(is_kept, problem.knows(to_index(i)) && doubt > 0.2) << data.rows[i];
    }
    if (!is_kept) continue;
    for (Index label = 0; label < 3; ++label)
      EXPECT_NEAR(unsure.probabilities[3 * at + to_size(label)], p(to_index(i), label), 2e-6);
    ++at;
  }
  EXPECT_FLOAT_EQ(unsure.least, 0.2f);
}

TEST(LossPasses, keep_no_more_unsure_words_than_asked_and_the_least_sure_ones) {
  const Words data(4);
  const MatrixRows source(data.x);
  Head head = uniform_start(4, neurons, 4);
  head.weights *= 3;
  auto passes = data.passes(source);
  UnsureWords all;
  loss_of(passes, head, test::targets(data.y), &all);
  for (const std::size_t most : {1u, 2u, 7u, 50u, 100u}) {
    UnsureWords some;
    loss_of(passes, head, test::targets(data.y), &some, most);
    EXPECT_LE(some.words.size(), most);
    EXPECT_GE(some.words.size(), (most + 1) / 2);
    ASSERT_EQ(some.probabilities.size(), 4 * some.words.size());
    std::vector<Index> expected;
    for (std::size_t i = 0; i < all.words.size(); ++i) {
      const auto first = all.probabilities.begin() + to_index(4 * i);
      if (1 - *std::max_element(first, first + 4) >= some.least) expected.push_back(all.words[i]);
    }
    EXPECT_EQ(some.words, expected) << most;
  }
}

TEST(LossPasses, keep_some_unsure_words_where_all_are_alike) {
  const Words data(4);
  const MatrixRows source(data.x);
  auto passes = data.passes(source);
  const Head head = {Matrix::Zero(4, neurons), Vector::Zero(4)};
  UnsureWords some;
  loss_of(passes, head, test::targets(data.y), &some, 50);
  EXPECT_LE(some.words.size(), 50u);
  EXPECT_GE(some.words.size(), 25u) << "words that are alike are not all forgotten";
}

TEST(LossPasses, are_interrupted) {
  const Words data(5);
  const MatrixRows source(data.x);
  int left = 2;
  auto passes = data.passes(source, [&] { return --left >= 0; });
  const Head head = uniform_start(3, neurons, 1);
  test::refusal([&] { loss_of(passes, head, test::targets(data.y)); }, Cause::interrupted);
  left = 0;
  test::refusal(
      [&] {
        passes->for_each_batch(std::vector<Index>{0, 3}, 8, {nullptr, 2}, [](const ConstMatrixRef&) { FAIL(); });
      },
      Cause::interrupted);
}

/// A metric, with what it is of.
class Metric {
 public:
  /// @param size of the head's weights: the larger, the surer it is of words
  explicit Metric(float size) : data_(6, true), source_(data_.x), passes_(data_, source_, test::always) {
    head_ = uniform_start(labels, neurons, 9);
    head_.weights *= size;
    at_ = loss_of(passes_, head_, test::targets(data_.y), &unsure_);
    sureness_ = at_.bias_squared.diagonal();
  }

  LabelMetric form(const AtWork& at_work, std::uint64_t bytes, const Eigen::VectorXd& bias_slope = {}) {
    return {passes_.over, {prefix_, variance_, unsure_, sureness_, at_.words, l2, bias_slope}, at_work, bytes};
  }

  /// [N + 1, N + 1] second derivatives, over all rows. Words that do not count have none.
  Eigen::MatrixXd expected(Index label) const {
    const test::DoubleProblem problem = data_.problem(labels, prefix_).known();
    const Eigen::ArrayXd p = problem.log_probabilities(test::to_doubles(head_)).col(label).array().exp();
    Eigen::MatrixXd x(problem.x.rows(), neurons + 1);
    x << problem.x, Eigen::VectorXd::Ones(x.rows());
    Eigen::MatrixXd result = x.transpose() * Eigen::VectorXd(p * (1 - p)).asDiagonal() * x / to_double(p.size());
    result.diagonal().head(neurons).array() += 2 * l2;
    return result;
  }

  static constexpr Index labels = 3;
  static constexpr double l2 = 0.05;
  UnsureWords unsure_;

 private:
  Words data_;
  MatrixRows source_;
  Words::Passes passes_;
  NeuronPrefix prefix_ = {nullptr, neurons};
  Vector variance_ = Vector::Ones(neurons);
  Head head_;
  LossAt at_;
  Eigen::VectorXd sureness_;
};

TEST(LabelMetric, is_how_the_loss_bends_in_each_label) {
  Metric metric(1);
  const LabelColumns columns = {{0, 1, 2, 3, 4, 5}, {1, 4}, {}};
  const AtWork at_work(columns, neurons);
  const LabelMetric formed = metric.form(at_work, 1 << 20);
  for (const LabelMetric::Block& block : formed.blocks()) {
    std::vector<Index> sorted = {neurons};
    sorted.insert(sorted.end(), columns[to_size(block.label)].begin(), columns[to_size(block.label)].end());
    EXPECT_EQ(block.columns, sorted) << "the bias first";
    EXPECT_EQ(block.places, at_work.of_label(block.label));
    const Eigen::MatrixXd expected = metric.expected(block.label)(block.columns, block.columns);
    EXPECT_LT((block.matrix.cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-5) << block.label;
  }
}

TEST(LabelMetric, has_a_bias_go_no_farther_than_one_where_it_is_far_from_its_place) {
  Metric metric(1);
  const Eigen::Vector3d slope(0.9, -0.8, 1e-3);
  const AtWork at_work(LabelColumns(3), neurons);
  const LabelMetric plain = metric.form(at_work, 1 << 20), formed = metric.form(at_work, 1 << 20, slope);
  for (const Index label : {0, 1}) {
    const float own = plain.blocks()[to_size(label)].matrix(0, 0);
    EXPECT_LT(own, 0.3f);
    EXPECT_NEAR(formed.blocks()[to_size(label)].matrix(0, 0), std::abs(slope[label]), 1e-3);
  }
  EXPECT_EQ(formed.blocks().at(2).matrix, plain.blocks().at(2).matrix) << "a small slope changes nothing";
}

TEST(LabelMetric, takes_the_words_it_leaves_out_to_the_diagonal) {
  Metric metric(25);
  for (const bool all_are_unsure : {true, false}) {
    if (!all_are_unsure) {  // a third of the words is not kept at all
      const std::size_t kept = metric.unsure_.words.size() * 2 / 3;
      metric.unsure_.words.resize(kept);
      metric.unsure_.probabilities.resize(Metric::labels * kept);
    }
    const AtWork at_work(LabelColumns(3, {0, 1, 2, 3, 4, 5}), neurons);
    const LabelMetric formed = metric.form(at_work, 1 << 20);
    for (const LabelMetric::Block& block : formed.blocks()) {
      const Eigen::MatrixXd expected = metric.expected(block.label)(block.columns, block.columns);
      const Eigen::MatrixXd off = block.matrix.cast<double>() - expected;
      const double most = all_are_unsure ? 1e-3 : 0.5 * expected(0, 0);
      EXPECT_NEAR(off(0, 0), 0, 1e-6) << "the bias's own has all words";
      constexpr double largest_value = 3.5;  // of a standardised neuron here
      EXPECT_LT(off.cwiseAbs().maxCoeff(), most * largest_value * largest_value);
      if (!all_are_unsure) {
        EXPECT_GT(off.cwiseAbs().maxCoeff(), 1e-3);
      }
    }
  }
}

TEST(LabelMetric, covers_each_column_once_whatever_it_may_take) {
  Metric metric(1);
  const AtWork at_work({{0, 1, 2, 3, 4, 5}, {1, 4}, {}}, neurons);
  for (const std::uint64_t bytes : {0, 1, 40, 80, 120, 160, 231, 235, 236, 1000}) {
    const LabelMetric formed = metric.form(at_work, bytes);
    std::vector<std::multiset<Index>> covered(3);
    std::uint64_t taken = 0;
    for (const LabelMetric::Block& block : formed.blocks()) {
      covered[to_size(block.label)].insert(block.columns.begin(), block.columns.end());
      taken += 4 * to_uint64(block.matrix.size());
      const Eigen::MatrixXd expected = metric.expected(block.label)(block.columns, block.columns);
      EXPECT_LT((block.matrix.cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-5) << bytes;
    }
    EXPECT_LE(taken, std::max<std::uint64_t>(bytes, 4 * 11)) << "at least the diagonal";
    EXPECT_EQ(formed.blocks().size() == 3, bytes >= 4 * (49 + 9 + 1)) << bytes;
    for (Index label = 0; label < 3; ++label) {
      std::multiset<Index> expected(at_work.columns(label).begin(), at_work.columns(label).end());
      expected.insert(neurons);
      EXPECT_EQ(covered[to_size(label)], expected) << bytes;
    }
  }
}

TEST(LabelMetric, measures_steps_and_leads_to_the_least_of_its_model) {
  Random random(8);
  Metric metric(1);
  const AtWork at_work(LabelColumns(3, {0, 1, 2, 3, 4, 5}), neurons);
  const LabelMetric formed = metric.form(at_work, 1 << 20);
  Head gradient = {test::normal_matrix(3, neurons, random), {}};
  gradient.bias = test::normal_matrix(3, 1, random);
  const Vector none = Vector::Zero(at_work.size()), end = formed.step(none, at_work.numbers(gradient), none, 2);
  Head way = {Matrix::Zero(3, neurons), Vector::Zero(3)};
  at_work.set(end, way);
  double squares = 0, slope = 0;
  for (Index label = 0; label < 3; ++label) {
    Eigen::VectorXd step(neurons + 1), down(neurons + 1);
    step << way.weights.row(label).transpose().cast<double>(), to_double(way.bias[label]);
    down << -gradient.weights.row(label).transpose().cast<double>(), -to_double(gradient.bias[label]);
    const Eigen::MatrixXd bend = metric.expected(label);
    EXPECT_LT((2 * bend * step - down).norm(), 0.03 * down.norm()) << "scale 2, and sweeps that end early";
    squares += step.dot(bend * step);
    slope += step.dot(down);
  }
  EXPECT_NEAR(formed.squares(end), squares, 1e-4 * squares);
  EXPECT_NEAR(slope, 2 * squares, 0.02 * slope);
}

}  // namespace
}  // namespace neurank::probe
