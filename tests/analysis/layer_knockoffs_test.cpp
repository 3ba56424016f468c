#include "analysis/knockoffs/layer_knockoffs.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/knockoff_problems.hpp"
#include "analysis/knockoffs/e_values.hpp"

namespace neurank::analysis {
namespace {

using test::Correlation;

bool always() { return true; }

TEST(OneWordASentence, is_a_usable_word_of_each_sentence_by_chance) {
  const std::vector<Index> offsets = {0, 3, 3, 7, 8, 12}, usable = {1, 2, 4, 5, 6, 9};
  std::vector<double> count(12);
  const int draws = 6000;
  for (int seed = 0; seed < draws; ++seed) {
    const std::vector<Index> words = one_word_a_sentence(offsets, usable, to_uint64(seed));
    ASSERT_EQ(words.size(), 3u) << "two sentences have no usable word";
    for (const Index word : words) ++count[to_size(word)];
  }
  for (const Index word : {1, 2}) EXPECT_NEAR(count[to_size(word)] / draws, 1.0 / 2, 0.03);  // 4 standard errors
  for (const Index word : {4, 5, 6}) EXPECT_NEAR(count[to_size(word)] / draws, 1.0 / 3, 0.03);
  EXPECT_EQ(count[9], draws);
  EXPECT_EQ(one_word_a_sentence(offsets, usable, 5), one_word_a_sentence(offsets, usable, 5));
}

TEST(LayerKnockoffs, leave_out_neurons_that_never_vary) {
  Random random(1);
  Matrix x = test::correlated_words(Correlation::autoregressive, 1000, 30, 0.5, random);
  const auto planted = test::planted_labels(x, 12, 3, 2, random);
  const KnockoffSettings settings = {.q = 0.2, .draws = 3};
  Matrix wide(1000, 32);
  wide << Eigen::VectorXf::Constant(1000, 2), x, Eigen::VectorXf::Zero(1000);
  const LayerKnockoffs alone(x), with_others(wide);
  EXPECT_EQ(with_others.neurons(), 32);
  EXPECT_EQ(with_others.varying().size(), 30u);
  const LayerEvidence a = alone.evidence(planted.labels, 3, settings, Products(), always);
  const LayerEvidence b = with_others.evidence(planted.labels, 3, settings, Products(), always);
  EXPECT_EQ(b.e_values.front(), 0);
  EXPECT_EQ(b.e_values.back(), 0);
  EXPECT_GT(*std::ranges::max_element(a.e_values), 0);
  for (std::size_t n = 0; n < 30; ++n) {
    EXPECT_EQ(b.selected[n + 1], a.selected[n]) << n;
    EXPECT_NEAR(b.e_values[n + 1], a.e_values[n] * 32 / 30, 1e-9) << "all neurons of the layer are hypotheses";
  }
  EXPECT_EQ(alone.evidence(planted.labels, 3, settings, Products(), always).e_values, a.e_values);
}

/// The mean over problems of some share.
struct MeanShare {
  double sum = 0, squares = 0, count = 0;

  void add(double share) { sum += share, squares += share * share, ++count; }
  double mean() const { return sum / count; }
  double error() const { return std::sqrt(std::max(0.0, squares / count - mean() * mean()) / count); }
};

/// What is found in problems with known neurons.
struct Outcome {
  MeanShare false_ones;          ///< of the set
  MeanShare false_ones_of_draw;  ///< of what one draw selects
  MeanShare found;               ///< of the known neurons, in the set
  MeanShare empty;
};

struct Plan {
  Correlation kind = Correlation::autoregressive;
  Index words = 1200, neurons = 60, planted = 15, labels = 3, sets = 100;
  bool permuted = false;
};

void add(const std::vector<Index>& found, const std::vector<Index>& planted, MeanShare& false_ones,
         MeanShare& of_planted) {
  const auto is_true = [&](Index n) { return std::ranges::binary_search(planted, n); };
  const double right = to_double(std::ranges::count_if(found, is_true));
  false_ones.add(found.empty() ? 0 : 1 - right / to_double(found.size()));
  of_planted.add(planted.empty() ? 0 : right / to_double(planted.size()));
}

std::vector<Index> places_of(const std::vector<double>& selected) {
  std::vector<Index> places;
  for (std::size_t n = 0; n < selected.size(); ++n)
    if (selected[n] > 0) places.push_back(to_index(n));
  return places;
}

constexpr double q = 0.2;  // at q / 2 knockoffs select 10 neurons or none, fewer than are planted

/// With five draws.
Outcome outcome_of(const Plan& plan) {
  Outcome outcome;
  MeanShare ignored;
  for (Index set = 0; set < plan.sets; ++set) {
    Random random(derive_seed(1, std::to_string(set)));
    const Matrix x = test::correlated_words(plan.kind, plan.words, plan.neurons, 0.8, random);
    auto planted = test::planted_labels(x, plan.planted, plan.labels, 1, random);
    if (plan.permuted) random.shuffle(planted.labels), planted.neurons.clear();
    const LayerKnockoffs layer(x);
    const auto evidence_of = [&](Index draws, std::uint64_t seed) {
      const KnockoffSettings settings = {.q = q, .draws = draws, .seed = seed};
      return layer.evidence(planted.labels, plan.labels, settings, Products(), always);
    };
    const LayerEvidence evidence = evidence_of(5, 1);
    EXPECT_EQ(evidence.uncertified, 0);
    const std::vector<Index> found = e_bh(evidence.e_values, q);
    add(found, planted.neurons, outcome.false_ones, outcome.found);
    if (!plan.permuted)
      add(places_of(evidence_of(1, 2).selected), planted.neurons, outcome.false_ones_of_draw, ignored);
    outcome.empty.add(found.empty() ? 1 : 0);
  }
  return outcome;
}

void expect_few_false_and_most_found(const Outcome& outcome) {
  EXPECT_LE(outcome.false_ones.mean(), q + 2 * outcome.false_ones.error());
  EXPECT_GE(outcome.found.mean(), 0.5);
  // The bound that wrong knockoffs break first: the mean over draws has half of its level to spare.
  EXPECT_LE(outcome.false_ones_of_draw.mean(), q / 2 + 2 * outcome.false_ones_of_draw.error());
  testing::Test::RecordProperty("false", std::to_string(outcome.false_ones.mean()));
  testing::Test::RecordProperty("false_of_draw", std::to_string(outcome.false_ones_of_draw.mean()));
  testing::Test::RecordProperty("found", std::to_string(outcome.found.mean()));
}

TEST(LayerKnockoffs, keep_the_share_of_false_ones_and_find_most_where_neighbours_go_together) {
  expect_few_false_and_most_found(outcome_of({}));
}

TEST(LayerKnockoffs, keep_the_share_of_false_ones_and_find_most_where_all_go_together) {
  expect_few_false_and_most_found(outcome_of({.kind = Correlation::equal, .sets = 50}));
}

TEST(LayerKnockoffs, find_nothing_where_labels_are_permuted) {
  EXPECT_GE(outcome_of({.permuted = true}).empty.mean(), 0.9);
}

}  // namespace
}  // namespace neurank::analysis
