#include "ranking/moment_rankings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "ranking/planted_words.hpp"
#include "support/json_numbers.hpp"

namespace neurank::ranking {
namespace {

using test::LabelledWords;

/// Means of the labels that have words.
std::vector<std::pair<Index, double>> means_of(const LabelledWords& words, Index neuron) {
  std::vector<std::pair<Index, double>> means;
  for (Index c = 0; c < words.label_count; ++c)
    if (const auto rows = words.of(c); !rows.empty()) means.emplace_back(c, test::mean_of(words.column(neuron, rows)));
  return means;
}

double deviation_of(const LabelledWords& words, Index neuron) {
  return std::sqrt(test::variance_of(words.column(neuron, words.labelled())));
}

/// Words of six labels, the fourth of which has none, far from 0.
LabelledWords sample() {
  LabelledWords words = test::planted({.labels = 6, .informative = {5, 11, 17}, .offset = 500});
  std::ranges::replace(words.labels, 3, -1);
  words.values.col(9) *= 100;
  return words;
}

TEST(MomentRankings, probeless_equals_the_sum_over_all_pairs) {
  const LabelledWords words = sample();
  const ClassMoments moments = test::moments_of(words);
  const LabelledRanking plain = rank_by_probeless(moments, 1), standardized = rank_by_probeless_std(moments, 1);
  for (Index n = 0; n < words.values.cols(); ++n) {
    double pairs = 0;
    const double deviation = deviation_of(words, n);
    for (const auto& [c, mean] : means_of(words, n)) {
      double sum = 0;
      for (const auto& [other, mean_of_other] : means_of(words, n)) sum += std::abs(mean - mean_of_other);
      EXPECT_NEAR(plain.by_label(c, n) / sum, 1, 1e-9);
      EXPECT_NEAR(standardized.by_label(c, n) / (sum / deviation), 1, 1e-9);
      pairs += sum / 2;
    }
    EXPECT_NEAR(-plain.overall.score[to_size(n)] / pairs, 1, 1e-9);
    EXPECT_NEAR(-standardized.overall.score[to_size(n)] / (pairs / deviation), 1, 1e-9);
    EXPECT_EQ(plain.by_label(3, n), 0) << "no word has this label";
  }
  EXPECT_EQ(plain.overall.order.front(), 9) << "its values are large, and that is all that there is to it";
  EXPECT_NE(standardized.overall.order.front(), 9);
}

TEST(MomentRankings, anova_equals_the_share_of_variance_between_classes) {
  const LabelledWords words = sample();
  const NeuronRanking ranking = rank_by_anova(test::moments_of(words), 1);
  for (Index n = 0; n < words.values.cols(); ++n) {
    double within = 0;
    for (Index c = 0; c < words.label_count; ++c)
      if (const auto rows = words.of(c); !rows.empty())
        within += test::variance_of(words.column(n, rows)) * to_double(rows.size());
    const auto all = words.column(n, words.labelled());
    EXPECT_NEAR(-ranking.score[to_size(n)], 1 - within / to_double(all.size()) / test::variance_of(all), 1e-9);
  }
}

TEST(MomentRankings, mean_select_equals_the_difference_of_means_by_the_range) {
  const LabelledWords words = sample();
  const LabelledRanking ranking = rank_by_mean_select(test::moments_of(words), 1);
  for (Index n = 0; n < words.values.cols(); ++n) {
    double largest = 0;
    const auto all = words.column(n, words.labelled());
    const auto [low, high] = std::ranges::minmax(all);
    for (Index c = 0; c < words.label_count; ++c) {
      std::vector<Index> others;
      for (const Index row : words.labelled())
        if (words.labels[to_size(row)] != c) others.push_back(row);
      const auto rows = words.of(c);
      const double value =
          rows.empty()
              ? 0.0
              : std::abs(test::mean_of(words.column(n, rows)) - test::mean_of(words.column(n, others))) / (high - low);
      EXPECT_NEAR(ranking.by_label(c, n), value, 1e-11);
      largest = std::max(largest, value);
    }
    EXPECT_NEAR(-ranking.overall.score[to_size(n)], largest, 1e-11);
  }
}

using Rank = std::function<NeuronRanking(const ClassMoments&, std::uint64_t)>;
const std::vector<std::pair<const char*, Rank>> all_methods = {
    {"probeless", [](const auto& moments, auto seed) { return rank_by_probeless(moments, seed).overall; }},
    {"probeless_std", [](const auto& moments, auto seed) { return rank_by_probeless_std(moments, seed).overall; }},
    {"anova", rank_by_anova},
    {"mean_select", [](const auto& moments, auto seed) { return rank_by_mean_select(moments, seed).overall; }}};

TEST(MomentRankings, neurons_that_know_the_label_come_first) {
  const LabelledWords words = test::planted({.words = 2000, .informative = {5, 11, 17}});
  for (const auto& [name, rank] : all_methods)
    EXPECT_EQ(top(rank(test::moments_of(words), 1), 3), (std::vector<Index>{5, 11, 17})) << name;
}

TEST(MomentRankings, other_numbers_of_the_same_neurons_give_the_same_ranking) {
  const LabelledWords words = sample();
  const std::vector<Index> neurons = test::drawn_order(words.values.cols(), 4);
  const LabelledWords moved = test::reordered(words, neurons);
  for (const auto& [name, rank] : all_methods)
    EXPECT_EQ(test::in_old_numbers(rank(test::moments_of(moved), 1), neurons), rank(test::moments_of(words), 1).order)
        << name;
}

TEST(MomentRankings, constant_neurons_come_last_in_an_order_of_the_seed) {
  LabelledWords words = test::planted({.neurons = 60, .informative = {50, 51}});
  words.values.leftCols(40).rowwise() = Eigen::RowVectorXf::LinSpaced(40, 0.1f, 7);
  for (const auto& [name, rank] : all_methods) {
    const auto first = rank(test::moments_of(words), 1), other = rank(test::moments_of(words), 2);
    for (Index n = 0; n < 40; ++n) EXPECT_EQ(first.score[to_size(n)], 0) << name;
    EXPECT_EQ(bottom(first, 40).back(), 39) << name;
    EXPECT_FALSE(std::is_sorted(first.order.begin() + 20, first.order.end())) << name;
    EXPECT_NE(first.order, other.order) << name;
  }
}

TEST(MomentRankings, one_label_alone_tells_nothing) {
  LabelledWords words = test::planted({.labels = 1});
  for (const auto& [name, rank] : all_methods)
    for (const double score : rank(test::moments_of(words), 1).score) EXPECT_NEAR(score, 0, 1e-15) << name;
}

class NeuroxProbeless : public testing::TestWithParam<const char*> {};

/// Whether values stand in descending order, but for rounding of theirs, which are in single precision.
void expect_descending(std::span<const double> values, const std::vector<Index>& order) {
  for (std::size_t rank = 1; rank < order.size(); ++rank)
    EXPECT_LE(values[to_size(order[rank])], values[to_size(order[rank - 1])] + 1e-5) << "rank " << rank;
}

TEST_P(NeuroxProbeless, gives_the_same_means_and_orders) {
  const auto run = test::read_json(std::string(NEURANK_TEST_DATA "/neurox/") + GetParam());
  const LabelledWords words{test::to_matrix(run["X_train"]), run["y_train"], run["classes"]};
  const ClassMoments moments = test::moments_of(words);
  const LabelledRanking ranking = rank_by_probeless(moments, 1);
  for (Index c = 0; c < words.label_count; ++c) {
    const std::string label = "c" + std::to_string(c);
    const std::vector<double> means = run["class_means"][label];
    for (Index n = 0; n < moments.neurons(); ++n) EXPECT_NEAR(moments.mean(c, n), means[to_size(n)], 1e-5);
    expect_descending({ranking.by_label.row(c).data(), means.size()}, run["probeless_per_class"][label]);
  }
  std::vector<double> values = ranking.overall.score;
  for (double& value : values) value = -value;
  expect_descending(values, run["probeless_overall"]);
}

INSTANTIATE_TEST_SUITE_P(Runs, NeuroxProbeless, testing::Values("run_small.json", "run_wide.json"));

}  // namespace
}  // namespace neurank::ranking
