#include "ranking/gaussian_classifier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "ranking/slow_gaussian.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

GaussianModel model_of(const LabelledWords& words) {
  GaussianMomentSums sums(words.label_count, test::all_neurons(words));
  sums.add(words.values, words.labels);
  return GaussianModel(std::move(sums).moments());
}

LabelValues posterior(const LabelledWords& training, const LabelledWords& words, const std::vector<Index>& neurons) {
  const GaussianModel model = model_of(training);
  return GaussianClassifier(model, neurons).log_posterior(words.values);
}

GaussianVerdict verdict(const LabelledWords& training, const LabelledWords& words, const std::vector<Index>& neurons) {
  const GaussianModel model = model_of(training);
  GaussianVerdict verdict;
  GaussianClassifier(model, neurons).judge(words.values, words.labels, verdict);
  return verdict;
}

TEST(GaussianClassifier, equals_the_definition_for_each_subset) {
  const LabelledWords training = test::uneven(300, 1), words = test::uneven(100, 2);
  for (const std::vector<Index>& neurons : {std::vector<Index>{4}, {9, 1}, {0, 1, 2, 7}, {11, 3, 8, 2, 5, 9, 4, 0}}) {
    const LabelValues found = posterior(training, words, neurons);
    const test::SlowGaussian slow(training, neurons);
    for (Index row = 0; row < 100; ++row) {
      const std::vector<double> expected = slow.log_posterior(words, row);
      for (Index c = 0; c < 6; ++c) {
        if (c == 4)
          EXPECT_EQ(found(row, c), -std::numeric_limits<double>::infinity()) << "a label without words";
        else
          EXPECT_NEAR(found(row, c), expected[to_size(c)], 1e-6 * std::max(1.0, std::abs(expected[to_size(c)])));
      }
    }
  }
}

TEST(GaussianClassifier, many_words_of_two_normal_classes_give_bayes_rule) {
  const LabelledWords training = test::alike_in_means(40000, 1), words = test::alike_in_means(2000, 2);
  const LabelValues found = posterior(training, words, {2});
  double error = 0;
  for (Index row = 0; row < 2000; ++row) {
    const double x = to_double(words.values(row, 2));
    const double odds = std::exp(-x * x / 18) / 3 / std::exp(-x * x / 2);
    if (std::abs(x) < 4) error = std::max(error, std::abs(std::exp(found(row, 1)) - odds / (1 + odds)));
  }
  EXPECT_LT(error, 0.02) << "of 20,000 words a label, whose deviations are known to 0.5 %";
}

TEST(GaussianClassifier, finds_differences_of_variance_and_of_correlation_alone) {
  const LabelledWords training = test::alike_in_means(4000, 1), words = test::alike_in_means(4000, 2);
  EXPECT_GT(verdict(training, words, {2}).accuracy(), 0.7);
  EXPECT_GT(verdict(training, words, {4, 5}).accuracy(), 0.85);
  EXPECT_LT(verdict(training, words, {4}).accuracy(), 0.55) << "alone it says nothing";
  EXPECT_LT(verdict(training, words, {0, 1, 3}).accuracy(), 0.55);
}

TEST(GaussianClassifier, no_neuron_gives_the_shares_of_the_labels) {
  LabelledWords words = test::planted({.words = 4, .neurons = 2, .labels = 3});
  words.labels = {1, 1, 2, 2};
  const LabelValues found = posterior(words, words, {});
  for (Index row = 0; row < 4; ++row) EXPECT_NEAR(found(row, 2), -std::numbers::ln2, 1e-15);
  const GaussianModel model = model_of(words);
  EXPECT_EQ(GaussianClassifier(model, {}).predictions(words.values), (std::vector<std::int32_t>(4, 1)))
      << "the first of equals";
}

TEST(GaussianClassifier, a_verdict_counts_words_and_takes_the_first_of_equals) {
  LabelledWords training = test::planted({.words = 4, .neurons = 2, .labels = 3}), words = training;
  training.labels = {1, 1, 2, 2};
  words.labels = {0, 1, 2, 3};
  const GaussianVerdict found = verdict(training, words, {});
  EXPECT_EQ(found.words, 3) << "one has no label of the task";
  EXPECT_EQ(found.known, 2) << "training does not have label 0";
  EXPECT_EQ(found.correct, 1);
  EXPECT_NEAR(found.mean_log_likelihood(), -std::numbers::ln2, 1e-15);
  EXPECT_EQ(found.accuracy(), 1.0 / 3);
  EXPECT_EQ(GaussianVerdict().accuracy(), 0);
}

TEST(GaussianClassifier, a_verdict_is_what_posteriors_and_predictions_say) {
  const LabelledWords training = test::uneven(300, 1), words = test::uneven(200, 2);
  const std::vector<Index> neurons = {4, 7, 9};
  const GaussianVerdict found = verdict(training, words, neurons);
  EXPECT_NEAR(found.mean_log_likelihood(), test::SlowGaussian(training, neurons).mean_log_posterior(words), 1e-6);
  const GaussianModel model = model_of(training);
  const auto predicted = GaussianClassifier(model, neurons).predictions(words.values);
  std::int64_t correct = 0;
  for (const Index row : words.labelled()) correct += predicted[to_size(row)] == words.labels[to_size(row)];
  EXPECT_EQ(found.correct, correct);
}

TEST(GaussianClassifier, constant_neurons_change_nothing) {
  LabelledWords training = test::uneven(300, 1), words = test::uneven(50, 2);
  training.values.col(3).setConstant(0.1f);
  EXPECT_EQ(posterior(training, words, {4, 3, 9}), posterior(training, words, {4, 9}));
  EXPECT_EQ(posterior(training, words, {3}), posterior(training, words, {}));
}

TEST(GaussianClassifier, equal_neurons_and_labels_of_one_value_are_no_trouble) {
  LabelledWords training = test::planted({.words = 300, .neurons = 6, .informative = {1}});
  training.values.col(2) = training.values.col(1);
  training.values.col(4) = -3 * training.values.col(1);
  for (Index row = 0; row < 300; ++row)
    training.values(row, 5) = static_cast<float>(training.labels[to_size(row)]);  // tells the label
  const LabelValues found = posterior(training, training, {1, 2, 4, 5});
  EXPECT_TRUE(found.allFinite());
  const std::vector<Index> equals = {1, 2, 4};
  const std::vector<double> expected = test::SlowGaussian(training, equals).log_posterior(training, 7);
  for (Index c = 0; c < 5; ++c) EXPECT_NEAR(posterior(training, training, equals)(7, c), expected[to_size(c)], 1e-6);
  EXPECT_EQ(verdict(training, training, {1, 2, 4, 5}).accuracy(), 1);
}

TEST(GaussianClassifier, words_that_are_all_the_same_are_no_trouble) {
  LabelledWords words{Matrix::Constant(5, 2, 7), {0, 0, 1, 1, 1}, 2};
  EXPECT_NEAR(posterior(words, words, {0, 1})(0, 1), std::log(0.6), 1e-15);
}

/// Training with a label of one word (3) and two neurons that never vary (3 and 8); more words than are judged at once,
/// some of a label that training does not have (4).
struct Prefixes {
  LabelledWords training = constant(test::uneven(300, 1));
  LabelledWords words = with_label_four(test::uneven(1100, 2));
  std::vector<Index> order = {9, 3, 0, 4, 11, 8, 7, 2, 1, 10, 5, 6};
  std::vector<Index> sizes = {0, 1, 2, 4, 4, 7, 12};

  std::vector<GaussianVerdict> verdicts(Index at_once) const {
    const GaussianModel model = model_of(training);
    const GaussianPrefixes prefixes(model, order, sizes);
    std::vector<GaussianVerdict> verdicts(sizes.size());
    for (Index row = 0; row < words.values.rows(); row += at_once) {
      const Index count = std::min(at_once, words.values.rows() - row);
      prefixes.judge(words.values.middleRows(row, count), std::span(words.labels).subspan(to_size(row), to_size(count)),
                     verdicts);
    }
    return verdicts;
  }

  static LabelledWords constant(LabelledWords words) {
    for (const Index n : {3, 8}) words.values.col(n).setConstant(0.1f);
    return words;
  }

  static LabelledWords with_label_four(LabelledWords words) {
    for (std::size_t row = 0; row < words.labels.size(); row += 10) words.labels[row] = 4;
    return words;
  }
};

TEST(GaussianPrefixes, each_is_the_classifier_of_its_neurons) {
  const Prefixes sample;
  const std::vector<GaussianVerdict> found = sample.verdicts(2000);
  for (std::size_t s = 0; s < found.size(); ++s) {
    const std::vector<Index> neurons(sample.order.begin(), sample.order.begin() + sample.sizes[s]);
    const GaussianVerdict expected = verdict(sample.training, sample.words, neurons);
    EXPECT_EQ(found[s].words, expected.words) << s;
    EXPECT_EQ(found[s].known, expected.known) << s;
    EXPECT_EQ(found[s].correct, expected.correct) << s;
    EXPECT_NEAR(found[s].log_likelihood, expected.log_likelihood, 1e-9 * std::abs(expected.log_likelihood)) << s;
  }
}

TEST(GaussianPrefixes, each_equals_the_definition_without_neurons_that_never_vary) {
  const Prefixes sample;
  const std::vector<GaussianVerdict> found = sample.verdicts(2000);
  for (std::size_t s = 0; s < found.size(); ++s) {
    std::vector<Index> neurons(sample.order.begin(), sample.order.begin() + sample.sizes[s]);
    std::erase_if(neurons, [](Index n) { return n == 3 || n == 8; });
    const test::SlowGaussian slow(sample.training, neurons);
    std::int64_t correct = 0;
    for (const Index row : sample.words.labelled()) {
      const std::vector<double> posterior = slow.log_posterior(sample.words, row);
      correct += std::ranges::max_element(posterior) - posterior.begin() == sample.words.labels[to_size(row)];
    }
    EXPECT_EQ(found[s].words, sample.words.labelled().size());
    EXPECT_EQ(found[s].words - found[s].known, 110) << "training does not have label 4";
    EXPECT_EQ(found[s].correct, correct) << s;
    EXPECT_NEAR(found[s].mean_log_likelihood(), slow.mean_log_posterior(sample.words), 1e-6) << s;
  }
}

TEST(GaussianPrefixes, batches_cut_differently_give_the_same_bits) {
  const Prefixes sample;
  const std::vector<GaussianVerdict> whole = sample.verdicts(2000);
  for (const Index at_once : {1, 17, 32, 513}) {
    const std::vector<GaussianVerdict> parts = sample.verdicts(at_once);
    for (std::size_t s = 0; s < whole.size(); ++s) {
      EXPECT_EQ(parts[s].words, whole[s].words);
      EXPECT_EQ(parts[s].known, whole[s].known);
      EXPECT_EQ(parts[s].correct, whole[s].correct);
      EXPECT_EQ(parts[s].log_likelihood, whole[s].log_likelihood) << at_once;
    }
  }
}

TEST(GaussianPrefixes, sizes_ascend_and_end_within_the_order) {
  const LabelledWords words = test::uneven(100, 1);
  const GaussianModel model = model_of(words);
  const std::vector<Index> all = {2, 7, 4, 9};
  const auto order = std::span(all).first(3);
  for (const std::vector<Index>& sizes : {std::vector<Index>{}, {2, 1}, {-1, 2}, {1, 4}})
    EXPECT_THROW(GaussianPrefixes(model, order, sizes), std::logic_error);
  EXPECT_THROW(GaussianPrefixes(model, std::vector<Index>{2, 12}, {2}), std::logic_error) << "no candidate";
  std::vector<GaussianVerdict> verdicts(2);
  EXPECT_THROW(GaussianPrefixes(model, order, {3}).judge(words.values, words.labels, verdicts), std::logic_error);
}

}  // namespace
}  // namespace neurank::ranking
