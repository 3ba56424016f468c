#include <gtest/gtest.h>

#include "probe/evaluate.hpp"
#include "probe/train.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

/// Heads on the first n neurons of an order, against heads on a matrix that holds just these neurons.
class NestedSets : public testing::Test {
 protected:
  static constexpr Index words = 120, neurons = 9, labels = 3;

  NestedSets() : x_(test::normal_matrix(words, neurons, random_)), source_(x_) {
    std::vector<std::int32_t> y(words);
    for (auto& label : y) label = static_cast<std::int32_t>(random_.below(labels));
    targets_ = test::targets(y);
  }

  /// The activations that a task reads, as a matrix of its own.
  Matrix read_by(const HeadTask& task) const {
    if (!task.order) return x_;
    Matrix chosen(words, task.start->weights.cols());
    for (Index i = 0; i < chosen.cols(); ++i) chosen.col(i) = x_.col((*task.order)[static_cast<std::size_t>(i)]);
    return chosen;
  }

  HeadTask task(const NeuronOrder& order, Index n, std::uint64_t seed) const {
    return {targets_, {1e-3, 1e-3}, test::start(labels, n, seed), order};
  }

  static std::vector<Head> train(const RowSource& source, const std::vector<HeadTask>& tasks, Index columns = 1000) {
    BatchStream stream(source, test::all_rows(words), 16, {});
    return train_heads(stream, tasks, {.epochs = 3, .learning_rate = 0.01}, columns, test::always);
  }

  static std::vector<Score> score(const RowSource& source, const std::vector<Candidate>& candidates,
                                  Index columns = 1000) {
    BatchStream stream(source, test::all_rows(words), 16, {});
    return evaluate(stream, candidates, columns, test::always);
  }

  Random random_{11};
  Matrix x_;
  MatrixRows source_;
  Targets targets_;
  NeuronOrder best_ = std::make_shared<const std::vector<Index>>(std::vector<Index>{7, 2, 4, 0, 8, 1, 3, 5, 6});
  NeuronOrder some_ = std::make_shared<const std::vector<Index>>(std::vector<Index>{6, 3});  ///< need not name all
};

TEST_F(NestedSets, a_head_on_a_prefix_is_the_head_of_those_neurons_alone) {
  const std::vector<HeadTask> tasks = {task(best_, 2, 1), task(best_, 5, 2), task(nullptr, neurons, 3),
                                       task(some_, 2, 4), task(best_, 9, 5), task(best_, 9, 6)};
  for (const Index columns : {1000, 3}) {  // together, and one at a time
    const auto heads = train(source_, tasks, columns);
    ASSERT_EQ(heads.size(), tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const Index n = tasks[i].start->weights.cols();
      const Matrix alone = read_by(tasks[i]);
      const MatrixRows source(alone);
      const auto expected = train(source, {{targets_, tasks[i].penalty, tasks[i].start}}).front();
      ASSERT_EQ(heads[i].weights.cols(), n);
      EXPECT_LT((heads[i].weights - expected.weights).cwiseAbs().maxCoeff(), 1e-5f) << "task " << i;
      EXPECT_LT((heads[i].bias - expected.bias).cwiseAbs().maxCoeff(), 1e-5f) << "task " << i;
    }
  }
}

TEST_F(NestedSets, evaluation_reads_the_neurons_that_training_read) {
  const std::vector<HeadTask> tasks = {task(best_, 4, 1), task(some_, 2, 2), task(nullptr, neurons, 3)};
  const auto heads = train(source_, tasks);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    candidates.push_back({&heads[i], targets_, labels, nullptr, nullptr, tasks[i].order});
  for (const Index columns : {1000, 3}) {
    const auto scores = score(source_, candidates, columns);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const Matrix alone = read_by(tasks[i]);
      const MatrixRows source(alone);
      EXPECT_EQ(scores[i].correct, score(source, {{&heads[i], targets_, labels}}).front().correct) << "task " << i;
    }
  }
}

}  // namespace
}  // namespace neurank::probe
