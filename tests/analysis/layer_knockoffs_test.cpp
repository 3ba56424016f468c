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

/// What sets of problems with known neurons say.
struct Outcome {
  double false_share = 0, standard_error = 0;  ///< mean share of false ones in a set
  double power = 0;                            ///< mean share of the true ones that are found
  double empty = 0;                            ///< share of the sets
};

struct Plan {
  Correlation kind = Correlation::autoregressive;
  Index words = 1500, neurons = 60, planted = 15, labels = 3, sets = 100;
  double size = 1;
  bool permuted = false;
};

/// At q = 0.2, with five draws: at q / 2 knockoffs select 10 neurons or none, fewer than are planted.
Outcome outcome_of(const Plan& plan) {
  const KnockoffSettings settings = {.q = 0.2, .draws = 5};
  Outcome outcome;
  double squares = 0;
  for (Index set = 0; set < plan.sets; ++set) {
    Random random(derive_seed(1, std::to_string(set)));
    const Matrix x = test::correlated_words(plan.kind, plan.words, plan.neurons, 0.8, random);
    auto planted = test::planted_labels(x, plan.planted, plan.labels, plan.size, random);
    if (plan.permuted) random.shuffle(planted.labels);
    const LayerEvidence evidence =
        LayerKnockoffs(x).evidence(planted.labels, plan.labels, settings, Products(), always);
    EXPECT_EQ(evidence.uncertified, 0);
    const std::vector<Index> found = e_bh(evidence.e_values, settings.q);
    const auto is_true = [&](Index n) { return std::ranges::binary_search(planted.neurons, n); };
    const double right = plan.permuted ? 0 : to_double(std::ranges::count_if(found, is_true));
    const double share = found.empty() ? 0 : 1 - right / to_double(found.size());
    outcome.false_share += share / to_double(plan.sets);
    squares += share * share / to_double(plan.sets);
    outcome.power += right / to_double(plan.planted * plan.sets);
    outcome.empty += (found.empty() ? 1 : 0) / to_double(plan.sets);
  }
  outcome.standard_error = std::sqrt((squares - std::pow(outcome.false_share, 2)) / to_double(plan.sets));
  return outcome;
}

TEST(LayerKnockoffs, keep_the_share_of_false_ones_and_find_most_where_neighbours_go_together) {
  const Outcome found = outcome_of({});
  EXPECT_LE(found.false_share, 0.2 + 2 * found.standard_error);
  EXPECT_GE(found.power, 0.5);
  RecordProperty("false", std::to_string(found.false_share));
  RecordProperty("power", std::to_string(found.power));
}

TEST(LayerKnockoffs, keep_the_share_of_false_ones_and_find_most_where_all_go_together) {
  const Outcome found = outcome_of({.kind = Correlation::equal});
  EXPECT_LE(found.false_share, 0.2 + 2 * found.standard_error);
  EXPECT_GE(found.power, 0.5);
  RecordProperty("false", std::to_string(found.false_share));
  RecordProperty("power", std::to_string(found.power));
}

TEST(LayerKnockoffs, find_nothing_where_labels_are_permuted) {
  const Outcome found = outcome_of({.permuted = true});
  EXPECT_GE(found.empty, 0.9);
  RecordProperty("empty", std::to_string(found.empty));
}

}  // namespace
}  // namespace neurank::analysis
