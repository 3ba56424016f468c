#include "probe/evaluate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

class Evaluate : public testing::Test {
 protected:
  Evaluate() : x_(4, 2), source_(x_), stream_(source_, test::all_rows(4), 3, {}) {
    x_ << 1, 0, 0, 1, 2, 1, 0, 0;
    head_.weights = Matrix::Identity(2, 2);
    head_.bias = Vector::Zero(2);
  }

  Matrix x_;
  MatrixRows source_;
  BatchStream stream_;
  Head head_;
};

TEST_F(Evaluate, counts_right_predictions_by_label) {
  // predictions 0 1 0 0: the first maximum wins the tie of the last row
  const auto score = evaluate(stream_, {{&head_, test::targets({0, 1, 1, 0}), 2, nullptr}}, 100, test::always).front();
  EXPECT_EQ(score.correct, (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(score.total, (std::vector<std::int64_t>{2, 2}));
  EXPECT_DOUBLE_EQ(score.accuracy().value(), 0.75);
  EXPECT_DOUBLE_EQ(score.recall(1), 0.5);
}

TEST_F(Evaluate, counts_right_predictions_by_group_of_rows) {
  const Groups groups{.first_row = 0, .of_row = {0, 2, 2, 1}, .count = 3};
  const auto scores =
      evaluate(stream_, {{&head_, test::targets({0, 1, 1, 0}), 2, nullptr}, {&head_, test::targets({1, 1, 0, -1}), 2}},
               100, test::always, Products(), &groups);
  EXPECT_EQ(scores[0].correct_in_group, (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(scores[1].correct_in_group, (std::vector<float>{0, 0, 2}));
}

TEST_F(Evaluate, a_label_that_training_never_saw_is_an_error) {
  const auto score = evaluate(stream_, {{&head_, test::targets({0, 1, 2, 2}), 3, nullptr}}, 100, test::always).front();
  EXPECT_DOUBLE_EQ(score.accuracy().value(), 0.5);
  EXPECT_EQ(score.total[2], 2);
  EXPECT_DOUBLE_EQ(score.recall(2), 0);
}

TEST_F(Evaluate, masked_neurons_have_no_say) {
  const std::vector<Index> first = {0}, none;
  const auto labels = test::targets({0, 1, 1, 1});
  const auto scores =
      evaluate(stream_, {{&head_, labels, 2, &first}, {&head_, labels, 2, &none}, {&head_, labels, 2, nullptr}}, 100,
               test::always);
  EXPECT_DOUBLE_EQ(scores[0].accuracy().value(), 0.25);
  EXPECT_DOUBLE_EQ(scores[1].accuracy().value(), 0.25);
  EXPECT_DOUBLE_EQ(scores[2].accuracy().value(), 0.5);
}

TEST_F(Evaluate, others_of_a_masked_head_get_their_mean_wherever_activations_lie) {
  Random random(4);
  Matrix x = test::normal_matrix(200, 6, random);
  std::vector<std::int32_t> labels(200);
  for (auto& label : labels) label = static_cast<std::int32_t>(random.below(3));
  const std::vector<Index> kept = {1, 4};
  const Head head = uniform_start(3, 6, 2);
  const auto correct = [&](float shift, bool with_means) {
    Matrix moved = x;
    moved.col(0).array() += shift;
    const MatrixRows source(moved);
    BatchStream stream(source, test::all_rows(200), 64, {});
    Head fitting = head;  // the same scores on moved activations
    fitting.bias -= shift * head.weights.col(0);
    const Vector means = moved.colwise().mean();
    const Candidate candidate = {&fitting, test::targets(labels), 3, &kept, with_means ? &means : nullptr};
    return evaluate(stream, {candidate}, 100, test::always).front().correct;
  };
  EXPECT_EQ(correct(100, true), correct(0, true));
  EXPECT_NE(correct(100, false), correct(0, false)) << "zeros are another matter";
}

TEST_F(Evaluate, several_passes_give_what_one_pass_gives) {
  Random random(2);
  std::vector<Head> heads;
  for (int i = 0; i < 7; ++i) heads.push_back(uniform_start(2, 2, i));
  std::vector<Candidate> candidates;
  for (const auto& head : heads) candidates.push_back({&head, test::targets({0, 1, 1, 0}), 2, nullptr});
  const auto one = evaluate(stream_, candidates, 100, test::always),
             many = evaluate(stream_, candidates, 3, test::always);
  ASSERT_EQ(one.size(), many.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].correct, many[i].correct);
}

TEST(Score, without_words_has_no_recall) {
  const Score score{{0}, {0}};
  EXPECT_EQ(score.accuracy(), std::nullopt);
  EXPECT_TRUE(std::isnan(score.recall(0)));
}

}  // namespace
}  // namespace neurank::probe
