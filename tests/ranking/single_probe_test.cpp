#include "ranking/single_probe.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "ranking/slow_head.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

SingleProbes probes_of(const LabelledWords& training, const LabelledWords& dev) {
  return single_probes(training.values, training.labels, dev.values, dev.labels, training.label_count);
}

/// Words of a neuron of each kind; those of training and of dev have the same means.
LabelledWords sample(Index words, Index labels, std::uint64_t words_seed) {
  LabelledWords sample = test::planted(
      {.words = words, .neurons = 6, .labels = labels, .informative = {1, 2, 3, 4, 5}, .words_seed = words_seed});
  sample.values.col(2) = sample.values.col(2).array().cube();       // heavy tails
  sample.values.col(3) = sample.values.col(3).cwiseMax(0.0f);       // many words of one value
  sample.values.col(4) = sample.values.col(4).array().round() / 2;  // few values
  return sample;
}

/// By how much the accuracy may differ, in words, and the log-likelihood, in nats.
struct Tolerance {
  double words, nats;
};

void expect_exact_heads(const LabelledWords& training, const LabelledWords& dev, const Tolerance& tolerance) {
  const SingleProbes found = probes_of(training, dev);
  for (Index n = 0; n < training.values.cols(); ++n) {
    const test::SlowHead slow(training, n);
    const double words = to_double(dev.labelled().size());
    EXPECT_NEAR(found.log_likelihood[to_size(n)], slow.log_likelihood(dev), tolerance.nats) << "neuron " << n;
    EXPECT_NEAR(found.accuracy[to_size(n)] * words, slow.accuracy(dev) * words, tolerance.words + 1e-6)
        << "neuron " << n;
  }
}

LabelledWords with_an_outlier(LabelledWords words) {
  words.values(words.labelled()[7], 5) = 3000;
  return words;
}

class OfLabels : public testing::TestWithParam<Index> {};

TEST_P(OfLabels, are_the_exact_heads_of_few_words) {
  expect_exact_heads(with_an_outlier(sample(250, GetParam(), 3)), sample(400, GetParam(), 4),
                     {.words = 0, .nats = 1e-6});
}

TEST_P(OfLabels, are_about_the_exact_heads_of_many_words) {
  expect_exact_heads(with_an_outlier(sample(6000, GetParam(), 3)), sample(3000, GetParam(), 4),
                     {.words = 2, .nats = 1e-4});
}

INSTANTIATE_TEST_SUITE_P(SingleProbes, OfLabels, testing::Values(2, 3, 6));

TEST(SingleProbes, neurons_that_know_the_label_come_first) {
  const test::Planting plan{.words = 2000, .informative = {5, 11, 17}, .words_seed = 1};
  test::Planting other = plan;
  other.words_seed = 2;
  const SingleProbes found = probes_of(test::planted(plan), test::planted(other));
  EXPECT_EQ(top(rank_by_single_probe(found, 1), 3), (std::vector<Index>{5, 11, 17}));
}

/// Words with labels and one neuron, of the label's number times a step.
LabelledWords stairs(const std::vector<std::int32_t>& labels, Index label_count, float step) {
  LabelledWords words{Matrix(to_index(labels.size()), 1), labels, label_count};
  for (Index row = 0; row < words.values.rows(); ++row)
    words.values(row, 0) = step * static_cast<float>(labels[to_size(row)]);
  return words;
}

TEST(SingleProbes, a_neuron_that_never_varies_leaves_the_shares_of_the_labels) {
  LabelledWords training = stairs({0, 1, 1, 2, 2, 2, 1, 0}, 3, 0), dev = stairs({2, 1, 1, 0, 1}, 3, 1);
  training.values.setConstant(0.1f);
  const SingleProbes found = probes_of(training, dev);
  EXPECT_DOUBLE_EQ(found.accuracy[0], 3.0 / 5) << "1 has as many words as 2 and comes first";
  EXPECT_NEAR(found.log_likelihood[0], (4 * std::log(3.0 / 8) + std::log(2.0 / 8)) / 5, 1e-12);
}

/// Only the words that have a label.
LabelledWords labelled_alone(const LabelledWords& words) {
  const auto rows = words.labelled();
  LabelledWords result{words.values(rows, Eigen::all), {}, words.label_count};
  for (const Index row : rows) result.labels.push_back(words.labels[to_size(row)]);
  return result;
}

TEST(SingleProbes, words_without_a_label_are_left_out) {
  const LabelledWords training = sample(1000, 3, 1), dev = sample(500, 3, 2);
  ASSERT_LT(dev.labelled().size(), 500);
  const SingleProbes found = probes_of(training, dev);
  const SingleProbes alone = probes_of(labelled_alone(training), labelled_alone(dev));
  EXPECT_EQ(found.accuracy, alone.accuracy);
  EXPECT_EQ(found.log_likelihood, alone.log_likelihood);
}

TEST(SingleProbes, a_label_without_training_words_is_never_named) {
  const LabelledWords training = stairs({0, 2, 0, 2, 2}, 4, 1), dev = stairs({0, 2, 2, 1, 3, 3}, 4, 1);
  const SingleProbes found = probes_of(training, dev);
  EXPECT_DOUBLE_EQ(found.accuracy[0], 3.0 / 6) << "words of it are wrong";
  const SingleProbes known = probes_of(training, stairs({0, 2, 2}, 4, 1));
  EXPECT_DOUBLE_EQ(known.accuracy[0], 1);
  EXPECT_DOUBLE_EQ(found.log_likelihood[0], known.log_likelihood[0]) << "they have none";
}

TEST(SingleProbes, a_neuron_that_separates_labels_is_always_right) {
  const LabelledWords words = stairs({0, 1, 2, 3, 3, 0, 1, 2, 0, 0}, 4, 1e-20f);
  const SingleProbes found = probes_of(words, words);
  EXPECT_EQ(found.accuracy[0], 1);
  EXPECT_LT(found.log_likelihood[0], 0);
  EXPECT_GT(found.log_likelihood[0], -0.05) << "the ridge keeps a rest";
}

/// Weight of the labels of one half, for two values and 500 labels of as many words at each: the root of the derivative
/// of log(1 + exp(-2 w)) + 1e-7 1000 w².
double weight_of_a_half() {
  double low = 0, high = 10;
  while (high - low > 1e-12) {
    const double middle = (low + high) / 2;
    (2 / (std::exp(2 * middle) + 1) > 2e-4 * middle ? low : high) = middle;
  }
  return low;
}

TEST(SingleProbes, a_thousand_labels_are_no_trouble) {
  LabelledWords words = test::planted({.words = 4000, .neurons = 3, .labels = 1000});
  for (Index row = 0; row < 4000; ++row) {
    const Index label = row % 1000;
    words.labels[to_size(row)] = checked_cast<std::int32_t>(label);
    words.values(row, 0) = label % 2 == 0 ? 5.0f : 7.0f;
    words.values(row, 1) += static_cast<float>(label);
  }
  const SingleProbes found = probes_of(words, words);
  EXPECT_NEAR(found.log_likelihood[0], -std::log(500) - std::log1p(std::exp(-2 * weight_of_a_half())), 1e-9);
  EXPECT_GT(found.log_likelihood[1], -6) << "it tells labels that are far from each other";
  EXPECT_GT(found.accuracy[1], 0.01);
  EXPECT_NEAR(found.log_likelihood[2], -std::log(1000), 0.5) << "it says nothing";
}

TEST(SingleProbes, the_ridge_leaves_many_labels_apart) {
  LabelledWords words = test::planted({.words = 4400, .neurons = 1, .labels = 44});
  for (Index row = 0; row < 4400; ++row) {
    words.labels[to_size(row)] = checked_cast<std::int32_t>(row % 44);
    words.values(row, 0) = static_cast<float>(row % 44);
  }
  EXPECT_EQ(probes_of(words, words).accuracy[0], 1);
}

TEST(SingleProbes, depend_on_neither_the_unit_nor_the_sign_of_a_neuron) {
  const LabelledWords training = sample(2000, 6, 1), dev = sample(1000, 6, 2);
  const SingleProbes found = probes_of(training, dev);
  for (const double factor : {0.25, 3e8, -1.0}) {
    LabelledWords training_moved = training, dev_moved = dev;
    for (LabelledWords* words : {&training_moved, &dev_moved})
      words->values = (words->values.cast<double>().array() * factor + (factor == -1 ? 16.0 : 0.0)).cast<float>();
    const SingleProbes moved = probes_of(training_moved, dev_moved);
    for (std::size_t n = 0; n < 6; ++n) {
      EXPECT_NEAR(moved.log_likelihood[n], found.log_likelihood[n], 1e-5) << n << " times " << factor;
      EXPECT_NEAR(moved.accuracy[n], found.accuracy[n], 1.01e-3) << n << " times " << factor;
    }
  }
}

TEST(SingleProbes, threads_and_blocks_of_neurons_do_not_change_bits) {
  const LabelledWords training = test::planted({.words = 600, .neurons = 40, .informative = {5, 30}}), &dev = training;
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  const SingleProbes one = probes_of(training, dev);
  omp_set_num_threads(3);
  const SingleProbes three = probes_of(training, dev);
  omp_set_num_threads(threads);
  EXPECT_EQ(one.accuracy, three.accuracy);
  EXPECT_EQ(one.log_likelihood, three.log_likelihood);
  const SingleProbes part = single_probes(training.values.middleCols(5, 30), training.labels,
                                          dev.values.middleCols(5, 30), dev.labels, training.label_count);
  EXPECT_TRUE(std::equal(part.accuracy.begin(), part.accuracy.end(), one.accuracy.begin() + 5));
  EXPECT_TRUE(std::equal(part.log_likelihood.begin(), part.log_likelihood.end(), one.log_likelihood.begin() + 5));
}

TEST(SingleProbes, without_dev_words_are_zero) {
  const LabelledWords training = sample(300, 3, 1);
  const SingleProbes found = probes_of(training, {Matrix(0, 6), {}, 3});
  EXPECT_EQ(found.accuracy, std::vector<double>(6));
  EXPECT_EQ(found.log_likelihood, std::vector<double>(6));
}

TEST(SingleProbeRanking, is_by_accuracy_and_then_by_log_likelihood) {
  const NeuronRanking ranking = rank_by_single_probe({{0.5, 0.75, 0.5, 0}, {-2, -9, -1, -0.5}}, 1);
  EXPECT_EQ(ranking.order, (std::vector<Index>{1, 2, 0, 3}));
  EXPECT_EQ(ranking.score, (std::vector<double>{-0.5, -0.75, -0.5, 0}));
  EXPECT_FALSE(std::signbit(ranking.score[3]));
  const NeuronRanking swapped = rank_by_single_probe({{0.5, 0.75, 0.5, 0}, {-1, -9, -2, -0.5}}, 1);
  EXPECT_EQ(swapped.order, (std::vector<Index>{1, 0, 2, 3})) << "it was not the seed";
}

TEST(SingleProbeRanking, draws_the_order_of_equals_from_the_seed) {
  SingleProbes probes{std::vector<double>(50, 0.5), std::vector<double>(50, -1)};
  probes.accuracy[20] = 0.6;
  const std::vector<Index> one = rank_by_single_probe(probes, 1).order, two = rank_by_single_probe(probes, 2).order;
  EXPECT_EQ(rank_by_single_probe(probes, 1).order, one);
  EXPECT_NE(one, two);
  EXPECT_EQ(one[0], 20);
  EXPECT_EQ(two[0], 20);
  EXPECT_FALSE(std::ranges::is_sorted(one.begin() + 1, one.end()));
}

TEST(SingleProbeRanking, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const LabelledWords words = test::planted({.informative = {5, 11}});
  const std::vector<Index> neurons = test::drawn_order(words.values.cols(), 4);
  const LabelledWords moved = test::reordered(words, neurons);
  EXPECT_EQ(test::in_old_numbers(rank_by_single_probe(probes_of(moved, moved), 1), neurons),
            rank_by_single_probe(probes_of(words, words), 1).order);
}

}  // namespace
}  // namespace neurank::ranking
