#include "analysis/knockoffs/knockoff_heads.hpp"

#include <gtest/gtest.h>

#include "analysis/knockoff_problems.hpp"
#include "analysis/knockoffs/knockoff_sampler.hpp"
#include "analysis/knockoffs/normal_scores.hpp"
#include "support/refusal.hpp"

namespace neurank::analysis {
namespace {

class KnockoffHeads : public testing::Test {
 protected:
  KnockoffHeads() : random_(1) {
    const Matrix x = test::correlated_words(test::Correlation::autoregressive, 800, 30, 0.7, random_);
    planted_ = test::planted_labels(x, 6, 4, 1.5, random_);
    scores_ = normal_scores(x);
    knockoffs_ = KnockoffSampler(scores_).draw(5);
  }

  KnockoffStatistics statistics(const Matrix& scores, const Matrix& knockoffs, const KnockoffHead& head = {}) const {
    return knockoff_statistics({scores, knockoffs, planted_.labels, 4}, head, Products(), [] { return true; });
  }

  Random random_;
  test::PlantedLabels planted_;
  Matrix scores_, knockoffs_;
};

TEST_F(KnockoffHeads, change_the_sign_of_W_and_nothing_else_where_a_neuron_and_its_knockoff_change_places) {
  const KnockoffStatistics before = statistics(scores_, knockoffs_);
  EXPECT_GT(std::ranges::count_if(before.values, [](double w) { return w != 0; }), 10) << "too few to be a test";
  for (int i = 0; i < 10; ++i) {
    Matrix scores = scores_, knockoffs = knockoffs_;
    std::vector<bool> changed;
    for (Index n = 0; n < scores.cols(); ++n) {
      changed.push_back(random_.below(2) == 0);
      if (changed.back()) scores.col(n).swap(knockoffs.col(n));
    }
    const KnockoffStatistics after = statistics(scores, knockoffs);
    for (std::size_t n = 0; n < changed.size(); ++n)
      EXPECT_EQ(after.values[n], changed[n] ? -before.values[n] : before.values[n]) << n;
  }
}

TEST_F(KnockoffHeads, give_planted_neurons_the_largest_W) {
  const KnockoffStatistics found = statistics(scores_, knockoffs_);
  EXPECT_TRUE(found.is_certified);
  std::vector<Index> order(30);
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, std::ranges::greater(), [&](Index n) { return found.values[to_size(n)]; });
  std::vector<Index> first(order.begin(), order.begin() + 6);
  std::ranges::sort(first);
  EXPECT_EQ(first, planted_.neurons);
}

TEST_F(KnockoffHeads, do_not_depend_on_units_nor_know_a_neuron_that_equals_its_knockoff) {
  Matrix scores = 4 * scores_, knockoffs = 4 * knockoffs_;
  EXPECT_EQ(statistics(scores, knockoffs).values, statistics(scores_, knockoffs_).values);
  scores.col(3).setZero();
  knockoffs.col(3).setZero();
  EXPECT_EQ(statistics(scores, knockoffs).values[3], 0);
}

TEST_F(KnockoffHeads, say_when_they_are_not_at_their_gap_and_stop_when_asked) {
  EXPECT_FALSE(statistics(scores_, knockoffs_, {.max_passes = 1}).is_certified);
  const auto stopped = [] { return false; };
  EXPECT_THROW(knockoff_statistics({scores_, knockoffs_, planted_.labels, 4}, {}, Products(), stopped), Error);
}

}  // namespace
}  // namespace neurank::analysis
