#include "analysis/agreement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analysis/overlap.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using ranking::NeuronRanking;
using ranking::random_ranking;

NeuronRanking of_order(std::vector<Index> order) {
  std::vector<double> score(order.size());
  for (std::size_t place = 0; place < order.size(); ++place) score[to_size(order[place])] = to_double(place + 1);
  return {std::move(order), std::move(score)};
}

TEST(Agreement, by_hand) {
  const std::vector<NeuronRanking> rankings = {of_order({0, 1, 2, 3, 4}), of_order({1, 0, 4, 2, 3}),
                                               of_order({4, 3, 2, 1, 0})};
  const auto rows = agreement(rankings, std::vector<Index>{2}, 1);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].k, 2);
  EXPECT_EQ(rows[0].jaccard, (std::vector<std::vector<double>>{{1, 1, 0}, {1, 1, 0}, {0, 0, 1}}));
  EXPECT_EQ(rows[0].average_overlap, (std::vector<double>{0.5, 0.5, 0}));
  // Sums of ranks of the others. Of the first: 7, 5, 7, 7, 4, so 4 and 1; of the third: 3, 3, 7, 9, 8.
  EXPECT_DOUBLE_EQ(rows[0].neuron_vote[0], 1.0 / 3);
  EXPECT_DOUBLE_EQ(rows[0].neuron_vote[2], 0);
  EXPECT_DOUBLE_EQ(rows[0].chance, 0.1 * 1 + 0.6 / 3) << "of ten pairs of neurons one is the same, six share one";
}

/// Neurons with the smallest sums of ranks, for whom no others have an equal sum.
std::set<Index> first_by_vote(const std::vector<NeuronRanking>& rankings, std::size_t without, Index k) {
  std::vector<std::pair<double, Index>> sums;
  for (Index n = 0; n < to_index(rankings[0].order.size()); ++n) {
    double sum = 0;
    for (std::size_t m = 0; m < rankings.size(); ++m)
      if (m != without) sum += to_double(std::ranges::find(rankings[m].order, n) - rankings[m].order.begin());
    sums.emplace_back(sum, n);
  }
  std::ranges::sort(sums);
  std::set<Index> first;
  if (sums[to_size(k)].first == sums[to_size(k) - 1].first) return first;
  for (Index i = 0; i < k; ++i) first.insert(sums[to_size(i)].second);
  return first;
}

TEST(Agreement, equals_the_definitions) {
  std::vector<NeuronRanking> rankings;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) rankings.push_back(random_ranking(40, seed));
  rankings.push_back(rankings.front());
  int compared = 0;
  for (const Agreement& row : agreement(rankings, std::vector<Index>{1, 7, 20, 40}, 1)) {
    for (std::size_t m = 0; m < rankings.size(); ++m) {
      const auto mine = top(rankings[m], row.k);
      double sum = 0;
      for (std::size_t other = 0; other < rankings.size(); ++other) {
        EXPECT_EQ(row.jaccard[m][other], jaccard(mine, top(rankings[other], row.k)));
        if (other != m) sum += row.jaccard[m][other];
      }
      EXPECT_NEAR(row.average_overlap[m], sum / 5, 1e-15);
      if (row.k == 40) continue;
      const std::set<Index> vote = first_by_vote(rankings, m, row.k);
      if (vote.empty()) continue;
      EXPECT_EQ(row.neuron_vote[m], jaccard(mine, std::vector<Index>(vote.begin(), vote.end())));
      ++compared;
    }
    EXPECT_EQ(row.jaccard[0][5], 1);
    EXPECT_EQ(row.chance, expected_jaccard(row.k, row.k, 40));
  }
  EXPECT_GT(compared, 8);
}

TEST(Agreement, of_all_neurons_is_1) {
  const std::vector<NeuronRanking> rankings = {random_ranking(9, 1), random_ranking(9, 2)};
  const auto row = agreement(rankings, std::vector<Index>{9}, 1).front();
  EXPECT_EQ(row.average_overlap, (std::vector<double>{1, 1}));
  EXPECT_EQ(row.neuron_vote, (std::vector<double>{1, 1}));
  EXPECT_DOUBLE_EQ(row.chance, 1);
}

TEST(Agreement, of_two_rankings_the_vote_is_the_other_one) {
  const std::vector<NeuronRanking> rankings = {random_ranking(60, 1), random_ranking(60, 2)};
  for (const Agreement& row : agreement(rankings, std::vector<Index>{5, 30}, 1)) {
    EXPECT_EQ(row.neuron_vote, row.average_overlap);
    EXPECT_EQ(row.neuron_vote[0], row.neuron_vote[1]);
  }
}

TEST(Agreement, random_rankings_agree_by_chance) {
  constexpr int draws = 400;
  double overlap = 0, vote = 0, chance = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    std::vector<NeuronRanking> rankings;
    for (std::uint64_t m = 0; m < 4; ++m) rankings.push_back(random_ranking(200, 4 * draw + m));
    const auto row = agreement(rankings, std::vector<Index>{40}, draw).front();
    overlap += row.average_overlap[0] / draws;
    vote += row.neuron_vote[0] / draws;
    chance = row.chance;
  }
  EXPECT_NEAR(overlap, chance, 4 * 0.05 / std::sqrt(draws)) << "the deviation of one is below 0.05";
  EXPECT_NEAR(vote, chance, 4 * 0.05 / std::sqrt(draws));
}

TEST(Agreement, equal_votes_are_not_ordered_by_id) {
  std::vector<Index> order(100);
  std::iota(order.begin(), order.end(), Index{0});
  const NeuronRanking forward = of_order(order);
  std::ranges::reverse(order);
  const std::vector<NeuronRanking> rankings = {forward, of_order(order), forward};
  // To the third, each neuron has the same sum in the other two: which come first is for the seed to say.
  std::set<double> votes;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    votes.insert(agreement(rankings, std::vector<Index>{20}, seed).front().neuron_vote[2]);
  EXPECT_GT(votes.size(), 2u);
  EXPECT_LT(*votes.rbegin(), 0.5);
}

TEST(ComparedSizes, end_with_the_order) {
  EXPECT_EQ(compared_sizes(9984, 9984), (std::vector<Index>{10, 30, 50, 99, 399}));
  EXPECT_EQ(compared_sizes(9984, 60), (std::vector<Index>{10, 30, 50, 60})) << "all of a list of the first ones";
  EXPECT_EQ(compared_sizes(9984, 50), (std::vector<Index>{10, 30, 50}));
  EXPECT_EQ(compared_sizes(48, 48), (std::vector<Index>{1, 10, 30})) << "all neurons say nothing";
  EXPECT_EQ(compared_sizes(30, 30), (std::vector<Index>{1, 10}));
  EXPECT_EQ(compared_sizes(48, 1), std::vector<Index>{1});
}

TEST(JaccardOfFirst, is_that_of_sets) {
  const std::vector<Index> a = {5, 1, 3, 0}, b = {1, 5, 2};
  EXPECT_EQ(jaccard_of_first(a, b, 1), 0);
  EXPECT_EQ(jaccard_of_first(a, b, 2), 1);
  EXPECT_EQ(jaccard_of_first(a, b, 3), 0.5) << "two of four";
}

}  // namespace
}  // namespace neurank::analysis
