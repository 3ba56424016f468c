#include "ranking/order_scores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ranking/planted_words.hpp"
#include "support/json_numbers.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

OrderScores scores_of(const LabelledWords& words) {
  return order_scores(words.values, words.labels, words.label_count);
}

/// By counting the words at or above each distinct value. @param sign -1 to take small values for large ones
double slow_average_precision(const LabelledWords& words, Index label, Index neuron, double sign) {
  std::vector<double> values = words.column(neuron, words.labelled()), of_label = words.column(neuron, words.of(label));
  for (auto* column : {&values, &of_label})
    for (double& value : *column) value *= sign;
  const std::set<double, std::greater<>> distinct(values.begin(), values.end());
  double sum = 0, recall_before = 0;
  for (const double value : distinct) {
    const auto above = [&](double x) { return x >= value; };
    const auto hits = to_double(std::ranges::count_if(of_label, above));
    const double recall = hits / to_double(of_label.size());
    sum += (recall - recall_before) * hits / to_double(std::ranges::count_if(values, above));
    recall_before = recall;
  }
  return sum;
}

double slow_iou(const LabelledWords& words, Index label, Index neuron, double sign) {
  std::vector<double> values = words.column(neuron, words.labelled());
  for (double& value : values) value *= sign;
  std::ranges::sort(values, std::greater<>());
  const auto rows = words.of(label);
  const double quantile = values[rows.size() - 1];
  double both = 0, either = 0;
  for (const Index row : words.labelled()) {
    const bool is_active = sign * to_double(words.values(row, neuron)) >= quantile;
    const bool has_label = words.labels[to_size(row)] == label;
    both += is_active && has_label;
    either += is_active || has_label;
  }
  return both / either;
}

/// Words of a task of six labels, one without words; some neurons have many equal values of both signs.
LabelledWords sample() {
  LabelledWords words = test::planted({.words = 300, .labels = 6, .informative = {5, 11, 17}});
  std::ranges::replace(words.labels, 3, -1);
  for (const Index n : {0, 5, 6}) words.values.col(n) = words.values.col(n).array().round();
  words.values.col(7) = words.values.col(7).cwiseMax(0.0f);
  words.values.col(8).setConstant(2);
  words.values.col(9) *= 1e-30f;
  for (Index row = 0; row < 300; row += 3) words.values(row, 7) *= -1;  // some zeros are -0
  return words;
}

TEST(OrderScores, equal_the_definitions_with_and_without_ties) {
  const LabelledWords words = sample();
  const OrderScores scores = scores_of(words);
  for (Index n = 0; n < words.values.cols(); ++n)
    for (Index c = 0; c < words.label_count; ++c) {
      const bool is_used = !words.of(c).empty();
      const auto larger = [&](auto score) {
        return is_used ? std::max(score(words, c, n, 1), score(words, c, n, -1)) : 0;
      };
      EXPECT_NEAR(scores.average_precision(c, n), larger(slow_average_precision), 1e-12) << c << " of " << n;
      EXPECT_NEAR(scores.iou(c, n), larger(slow_iou), 1e-12) << c << " of " << n;
    }
}

/// Entropy with Miller's correction, of counts.
double slow_entropy(const std::vector<Index>& counts, double words) {
  double entropy = 0, used = 0;
  for (const Index count : counts) {
    if (count == 0) continue;
    entropy -= to_double(count) / words * std::log(to_double(count) / words);
    ++used;
  }
  return entropy + (used - 1) / 2 / words;
}

double slow_information(const LabelledWords& words, Index neuron) {
  const auto rows = words.labelled();
  const auto values = words.column(neuron, rows);
  std::vector<Index> bins(20), labels(to_size(words.label_count)), joint(20 * labels.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto below = std::ranges::count_if(values, [&](double x) { return x < values[i]; });
    const auto equal = std::ranges::count(values, values[i]);
    const std::size_t bin =
        to_size(std::floor(20 * (to_double(below) + to_double(equal) / 2) / to_double(rows.size())));
    const std::size_t label = to_size(words.labels[to_size(rows[i])]);
    ++bins[bin];
    ++labels[label];
    ++joint[bin * labels.size() + label];
  }
  const double all = to_double(rows.size());
  return slow_entropy(bins, all) + slow_entropy(labels, all) - slow_entropy(joint, all);
}

TEST(OrderScores, information_equals_the_sum_of_three_corrected_entropies) {
  const LabelledWords words = sample();
  const OrderScores scores = scores_of(words);
  for (Index n = 0; n < words.values.cols(); ++n)
    EXPECT_NEAR(scores.information[to_size(n)], slow_information(words, n), 1e-12) << n;
  EXPECT_NEAR(scores.information[8], 0, 1e-15) << "a constant";
}

TEST(OrderScores, a_neuron_that_knows_nothing_has_no_information_but_for_chance) {
  double sum = 0;
  const LabelledWords words = test::planted({.words = 2000, .neurons = 400});
  for (const double information : scores_of(words).information) sum += information / 400;
  EXPECT_NEAR(sum, 0, 5e-4) << "without the correction it is (20 - 1) (5 - 1) / 2 / 2000 = 0.019";
}

TEST(OrderScores, by_hand) {
  LabelledWords words{Matrix(5, 1), {0, 1, 0, 1, 1}, 2};
  words.values << 5, 4, 3, 2, 1;
  const OrderScores scores = scores_of(words);
  EXPECT_DOUBLE_EQ(scores.average_precision(0, 0), (1 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(scores.average_precision(1, 0), (1 + 1 + 3.0 / 4) / 3) << "small values first";
  EXPECT_DOUBLE_EQ(scores.iou(0, 0), 1.0 / 3);
  EXPECT_DOUBLE_EQ(scores.iou(1, 0), 2.0 / 4);
}

TEST(OrderScores, the_order_of_values_alone_counts) {
  const LabelledWords words = sample();
  LabelledWords bent = words;
  bent.values = words.values.array().exp();
  bent.values.col(3) *= -1;
  bent.values.col(9) = words.values.col(9) * 1e30f;
  const OrderScores scores = scores_of(words), others = scores_of(bent);
  EXPECT_EQ(scores.average_precision, others.average_precision);
  EXPECT_EQ(scores.iou, others.iou);
}

TEST(OrderScores, blocks_of_neurons_are_parts_of_the_whole) {
  const LabelledWords words = sample();
  const OrderScores whole = scores_of(words);
  const OrderScores part = order_scores(words.values.middleCols(5, 18), words.labels, words.label_count);
  EXPECT_EQ(part.average_precision, whole.average_precision.middleCols(5, 18));
  EXPECT_EQ(part.iou, whole.iou.middleCols(5, 18));
  EXPECT_TRUE(std::equal(part.information.begin(), part.information.end(), whole.information.begin() + 5));
}

/// Rankings of a task by each score.
std::vector<NeuronRanking> ranked(const LabelledWords& words) {
  const auto count = test::moments_of(words).count;
  OrderScores scores = scores_of(words);
  return {rank_by_label_mean(std::move(scores.average_precision), count, 1).overall,
          rank_by_label_mean(std::move(scores.iou), count, 1).overall, rank_by_value(scores.information, 1)};
}

TEST(OrderScores, neurons_that_know_the_label_come_first) {
  const LabelledWords words = test::planted({.words = 2000, .informative = {5, 11, 17}});
  for (const NeuronRanking& ranking : ranked(words)) EXPECT_EQ(top(ranking, 3), (std::vector<Index>{5, 11, 17}));
}

TEST(OrderScores, the_score_of_a_task_is_that_of_a_words_own_label_on_average) {
  const LabelledWords words = sample();
  const OrderScores scores = scores_of(words);
  const NeuronRanking ranking = ranked(words).front();
  for (Index n = 0; n < words.values.cols(); ++n) {
    double sum = 0;
    for (const Index row : words.labelled()) sum += scores.average_precision(words.labels[to_size(row)], n);
    EXPECT_NEAR(-ranking.score[to_size(n)], sum / to_double(words.labelled().size()), 1e-12);
  }
}

TEST(OrderScores, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const LabelledWords words = test::planted({.informative = {5, 11}});
  const std::vector<Index> neurons = test::drawn_order(words.values.cols(), 4);
  const auto before = ranked(words), after = ranked(test::reordered(words, neurons));
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(test::in_old_numbers(after[i], neurons), before[i].order) << i;
}

class NeuroxPrecision : public testing::TestWithParam<const char*> {};

TEST_P(NeuroxPrecision, is_the_same_of_values_that_are_not_near_0) {
  const auto run = test::read_json(std::string(NEURANK_TEST_DATA "/neurox/") + GetParam());
  LabelledWords words{test::to_matrix(run["X_train"]), run["y_train"], run["classes"]};
  for (float& value : words.values.reshaped())
    if (std::abs(value) < 0.05f) value = 0;  // as theirs does
  const OrderScores scores = scores_of(words);
  for (Index c = 0; c < words.label_count; ++c) {
    const std::vector<double> theirs = run["average_precision"]["c" + std::to_string(c)];
    for (Index n = 0; n < words.values.cols(); ++n) {
      const double of_negative = slow_average_precision(words, c, n, -1);  // which theirs does not look at
      EXPECT_NEAR(scores.average_precision(c, n), std::max(theirs[to_size(n)], of_negative), 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Runs, NeuroxPrecision, testing::Values("run_small.json", "run_wide.json"));

}  // namespace
}  // namespace neurank::ranking
