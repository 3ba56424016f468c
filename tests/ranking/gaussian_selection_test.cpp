#include "ranking/gaussian_selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "ranking/slow_gaussian.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

struct Sample {
  LabelledWords training, dev;
};

struct Plan {
  Index steps = 5;
  std::uint64_t seed = 1;
  Index at_once = 1000;                ///< words of a batch
  std::vector<Index> candidates = {};  ///< empty: all
};

GaussianRanking ranked(const Sample& sample, const Plan& plan) {
  const auto each_batch = [&](const LabelledWords& words, auto& receiver) {
    for (Index row = 0; row < words.values.rows(); row += plan.at_once) {
      const Index count = std::min(plan.at_once, words.values.rows() - row);
      receiver.add(words.values.middleRows(row, count), std::span(words.labels).subspan(to_size(row), to_size(count)));
    }
  };
  GaussianMomentSums sums(sample.training.label_count,
                          plan.candidates.empty() ? test::all_neurons(sample.training) : plan.candidates);
  each_batch(sample.training, sums);
  const GaussianModel model(std::move(sums).moments());
  CandidateWords words(model);
  each_batch(sample.dev, words);
  return rank_by_gaussian(words, plan.steps, plan.seed);
}

Sample uneven() { return {test::uneven(300, 1), test::uneven(150, 2)}; }

double slow_mean(const Sample& sample, std::vector<Index> neurons, Index candidate) {
  neurons.push_back(candidate);
  return test::SlowGaussian(sample.training, neurons).mean_log_posterior(sample.dev);
}

TEST(GaussianSelection, equals_refitting_each_subset) {
  const Sample sample = uneven();
  const GaussianRanking found = ranked(sample, {.steps = 7});
  EXPECT_EQ(found.chosen, 7);
  std::vector<Index> chosen, left = test::all_neurons(sample.dev);
  double before = test::SlowGaussian(sample.training, {}).mean_log_posterior(sample.dev);
  EXPECT_NEAR(found.start, before, 1e-12);
  for (std::size_t step = 0; step < 7; ++step) {
    const auto mean = [&](Index n) { return slow_mean(sample, chosen, n); };
    const auto best = std::ranges::max_element(left, {}, mean);
    const double after = mean(*best);
    EXPECT_EQ(found.order[step], *best);
    EXPECT_NEAR(found.gain[step], after - before, 1e-6);
    if (step < 6) chosen.push_back(*best);
    left.erase(best);
    if (step < 6) before = after;
  }
  std::ranges::stable_sort(left, std::ranges::greater(), [&](Index n) { return slow_mean(sample, chosen, n); });
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_EQ(found.order[7 + i], left[i]);
    EXPECT_NEAR(found.gain[7 + i], slow_mean(sample, chosen, left[i]) - before, 1e-6) << "of the last step";
  }
}

TEST(GaussianSelection, each_step_agrees_with_the_classifier_of_the_same_neurons) {
  const Sample sample{test::planted({.words = 900, .neurons = 60, .informative = {3, 30, 59}, .words_seed = 1}),
                      test::planted({.words = 300, .neurons = 60, .informative = {3, 30, 59}, .words_seed = 2})};
  const GaussianRanking found = ranked(sample, {.steps = 40});
  GaussianMomentSums sums(5, test::all_neurons(sample.training));
  sums.add(sample.training.values, sample.training.labels);
  const GaussianModel model(std::move(sums).moments());
  double mean = found.start;
  for (std::size_t d = 1; d <= 40; ++d) {
    mean += found.gain[d - 1];
    GaussianVerdict verdict;
    GaussianClassifier(model, std::span(found.order).first(d)).judge(sample.dev.values, sample.dev.labels, verdict);
    EXPECT_NEAR(mean, verdict.mean_log_likelihood(), 1e-6) << d;
  }
  std::vector<Index> first(found.order.begin(), found.order.begin() + 3);
  std::ranges::sort(first);
  EXPECT_EQ(first, (std::vector<Index>{3, 30, 59}));
}

TEST(GaussianSelection, finds_neurons_whose_labels_differ_in_variance_or_correlation_alone) {
  const Sample sample{test::alike_in_means(6000, 1), test::alike_in_means(6000, 2)};
  const GaussianRanking variance = ranked(sample, {.steps = 1});
  EXPECT_EQ(variance.order[0], 2);
  EXPECT_GT(variance.gain[0], 0.1);
  const GaussianRanking correlation = ranked(sample, {.steps = 2, .candidates = {0, 4, 5}});
  EXPECT_LT(correlation.gain[0], 0.01) << "one of the two alone says nothing";
  const GaussianRanking given = ranked(sample, {.steps = 2, .candidates = {4, 5}});
  EXPECT_GT(given.gain[1], 0.3) << "the second takes the noise away";
}

TEST(GaussianSelection, constant_and_equal_neurons_are_no_trouble) {
  Sample sample = uneven();
  for (LabelledWords* words : {&sample.training, &sample.dev}) {
    words->values.col(0).setConstant(0.1f);
    words->values.col(5) = words->values.col(9);
    words->values.col(2) = -2 * words->values.col(9);
  }
  sample.dev.values(3, 0) = 5;  // what training does not know of
  const GaussianRanking found = ranked(sample, {.steps = 12});
  for (const double gain : found.gain) EXPECT_TRUE(std::isfinite(gain));
  EXPECT_EQ(std::set<Index>(found.order.begin(), found.order.end()).size(), 12);
  const auto constant = std::ranges::find(found.order, 0) - found.order.begin();
  EXPECT_EQ(found.gain[to_size(constant)], 0);
}

TEST(GaussianSelection, equal_neurons_stand_in_an_order_drawn_from_the_seed) {
  Sample sample = uneven();
  for (LabelledWords* words : {&sample.training, &sample.dev})
    for (const Index n : {1, 6, 11}) words->values.col(n) = words->values.col(9);
  std::set<Index> first;
  for (std::uint64_t seed = 0; seed < 30; ++seed) first.insert(ranked(sample, {.steps = 1, .seed = seed}).order[0]);
  EXPECT_EQ(first, (std::set<Index>{1, 6, 9, 11}));
}

TEST(GaussianSelection, other_numbers_of_the_same_neurons_give_the_same_order) {
  const Sample sample = uneven();
  const std::vector<Index> neurons = test::drawn_order(12, 4);
  const Sample moved{test::reordered(sample.training, neurons), test::reordered(sample.dev, neurons)};
  std::vector<Index> order = ranked(moved, {}).order;
  for (Index& n : order) n = neurons[to_size(n)];
  EXPECT_EQ(order, ranked(sample, {}).order);
  EXPECT_EQ(ranked(sample, {.candidates = neurons}).order, ranked(sample, {}).order) << "listed in another order";
}

TEST(GaussianSelection, batches_cut_differently_give_the_same_bits) {
  const Sample sample = uneven();
  const GaussianRanking whole = ranked(sample, {}), parts = ranked(sample, {.at_once = 17});
  EXPECT_EQ(parts.order, whole.order);
  EXPECT_EQ(parts.gain, whole.gain);
  EXPECT_EQ(parts.start, whole.start);
}

TEST(GaussianSelection, more_steps_than_candidates_choose_them_all) {
  const GaussianRanking found = ranked(uneven(), {.steps = 100, .candidates = {7, 2, 9}});
  EXPECT_EQ(found.chosen, 3);
  EXPECT_EQ(found.order.size(), 3);
}

}  // namespace
}  // namespace neurank::ranking
