#include "ranking/label_information.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ranking/planted_words.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

std::vector<double> nats(const LabelledWords& training, const LabelledWords& dev) {
  const ClassMoments moments = test::moments_of(training);
  LabelInformation information(moments);
  information.add(dev.values, dev.labels);
  return information.nats();
}

double entropy_of(const std::map<Index, double>& counts, double all) {
  double entropy = 0;
  for (const auto& [label, count] : counts) entropy -= count / all * std::log(count / all);
  return entropy;
}

/// The definition, word by word. @param neuron of which both have several values
double slow_nats(const LabelledWords& training, const LabelledWords& dev, Index neuron) {
  const auto all = training.labelled();
  double within = 0;
  for (Index c = 0; c < training.label_count; ++c)
    if (const auto rows = training.of(c); !rows.empty())
      within += test::variance_of(training.column(neuron, rows)) * to_double(rows.size()) / to_double(all.size());
  const auto density = [&](Index c, double x) -> long double {
    const auto rows = training.of(c);
    if (rows.empty()) return 0;
    const auto column = training.column(neuron, rows);
    const double count = to_double(rows.size()), mean = test::mean_of(column);
    const double variance = (test::variance_of(column) * count + within) / (count + 1);
    return count / to_double(all.size()) * expl(-(x - mean) * (x - mean) / 2 / variance) / std::sqrt(variance);
  };
  double surprise = 0, words = 0;
  std::map<Index, double> counts;
  for (const Index row : dev.labelled()) {
    const Index label = dev.labels[to_size(row)];
    if (training.of(label).empty()) continue;
    long double sum = 0;
    for (Index c = 0; c < training.label_count; ++c) sum += density(c, to_double(dev.values(row, neuron)));
    surprise -= static_cast<double>(logl(density(label, to_double(dev.values(row, neuron))) / sum));
    ++counts[label];
    ++words;
  }
  return entropy_of(counts, words) - surprise / words;
}

TEST(LabelInformation, equals_the_definition_word_by_word) {
  LabelledWords training = test::planted({.informative = {2, 20}, .offset = 200, .words_seed = 3});
  const LabelledWords dev = test::planted({.words = 300, .informative = {2, 20}, .offset = 200, .words_seed = 4});
  std::ranges::replace(training.labels, 3, -1);
  training.labels[to_size(training.of(4).front())] = 3;  // a label of one word
  for (const Index row : training.of(4)) training.labels[to_size(row)] = -1;
  const std::vector<double> found = nats(training, dev);
  for (Index n = 0; n < training.values.cols(); ++n) EXPECT_NEAR(found[to_size(n)], slow_nats(training, dev, n), 1e-9);
}

TEST(LabelInformation, does_not_depend_on_the_cut_into_batches) {
  const LabelledWords words = test::planted({.words = 1000, .informative = {2}});
  const ClassMoments moments = test::moments_of(words);
  LabelInformation whole(moments), parts(moments);
  whole.add(words.values, words.labels);
  for (Index row = 0; row < 1000; row += 100)
    parts.add(words.values.middleRows(row, 100), std::span(words.labels).subspan(to_size(row), 100));
  for (std::size_t n = 0; n < 24; ++n) EXPECT_NEAR(whole.nats()[n], parts.nats()[n], 1e-12);
}

TEST(LabelInformation, neurons_that_know_the_label_come_first_and_others_say_about_nothing) {
  const test::Planting plan{.words = 4000, .informative = {5, 11, 17}, .words_seed = 1};
  test::Planting other = plan;
  other.words_seed = 2;
  const std::vector<double> found = nats(test::planted(plan), test::planted(other));
  EXPECT_EQ(top(rank_by_value(found, 1), 3), (std::vector<Index>{5, 11, 17}));
  for (const Index n : {0, 1, 23}) EXPECT_NEAR(found[to_size(n)], 0, 0.01);
}

TEST(LabelInformation, a_neuron_that_separates_two_labels_tells_their_entropy) {
  Random random(1);
  LabelledWords words{Matrix(1000, 1), {}, 2};
  for (Index row = 0; row < 1000; ++row) {
    words.labels.push_back(row % 4 == 0);
    words.values(row, 0) = random.uniform(0, 1) + (row % 4 == 0 ? 1000.0f : 0.0f);
  }
  EXPECT_NEAR(nats(words, words)[0], -0.25 * std::log(0.25) - 0.75 * std::log(0.75), 1e-12);
}

TEST(LabelInformation, two_normal_classes_give_the_integral) {
  Random random(1);
  LabelledWords training{Matrix(40000, 1), {}, 2};
  for (Index row = 0; row < 40000; ++row) {
    training.labels.push_back(row % 2 == 0);
    training.values(row, 0) = static_cast<float>(test::normal(random) + (row % 2 == 0 ? 2.0 : 0.0));
  }
  double integral = std::log(2);
  for (double x = -12; x < 14; x += 0.001) {
    const double p = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double q = std::exp(-(x - 2) * (x - 2) / 2) / std::sqrt(2 * std::numbers::pi);
    if (p > 0 && q > 0) integral += 0.001 * 0.5 * (p * std::log(p / (p + q)) + q * std::log(q / (p + q)));
  }
  EXPECT_NEAR(nats(training, training)[0], integral, 4 * 0.5 / std::sqrt(40000.0)) << "deviation of log p below 0.5";
}

TEST(LabelInformation, neurons_without_variance_are_no_trouble) {
  LabelledWords words = test::planted({.neurons = 3});
  words.values.col(0).setConstant(4);
  for (Index row = 0; row < words.values.rows(); ++row)
    words.values(row, 1) = static_cast<float>(words.labels[to_size(row)]);
  const std::vector<double> found = nats(words, words);
  EXPECT_NEAR(found[0], 0, 1e-12) << "training and dev are the same words";
  std::map<Index, double> counts;
  for (const Index row : words.labelled()) ++counts[words.labels[to_size(row)]];
  EXPECT_NEAR(found[1], entropy_of(counts, to_double(words.labelled().size())), 1e-12);
}

TEST(LabelInformation, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const LabelledWords words = test::planted({.informative = {5, 11}});
  const std::vector<Index> neurons = test::drawn_order(words.values.cols(), 4);
  const LabelledWords moved = test::reordered(words, neurons);
  EXPECT_EQ(test::in_old_numbers(rank_by_value(nats(moved, moved), 1), neurons),
            rank_by_value(nats(words, words), 1).order);
}

}  // namespace
}  // namespace neurank::ranking
