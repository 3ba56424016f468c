#include "ranking/neuron_ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"

namespace neurank::ranking {
namespace {

TEST(NeuronRanking, count_of_rounds_down_but_keeps_one) {
  EXPECT_EQ(count_of(0.2, 48), 9);
  EXPECT_EQ(count_of(0.15, 640), 96);
  EXPECT_EQ(count_of(0.1, 9984), 998);
  EXPECT_EQ(count_of(0.001, 48), 1);
}

TEST(NeuronRanking, top_and_bottom_are_sorted_by_id) {
  const NeuronRanking ranking{{4, 1, 0, 3, 2}, {3, 2, 5, 4, 1}};
  EXPECT_EQ(top(ranking, 2), (std::vector<Index>{1, 4}));
  EXPECT_EQ(bottom(ranking, 3), (std::vector<Index>{0, 2, 3}));
  EXPECT_TRUE(top(ranking, 0).empty());
  EXPECT_TRUE(bottom(ranking, 0).empty());
}

TEST(NeuronRanking, merging_takes_mean_ranks_then_mean_scores) {
  const std::vector<NeuronRanking> rankings = {{{0, 1, 2, 3}, {0.0, 0.1, 0.2, 0.3}},
                                               {{2, 0, 1, 3}, {0.1, 0.4, 0.0, 0.9}}};
  const NeuronRanking merged = merge_by_rank(rankings);
  EXPECT_EQ(merged.score, (std::vector<double>{1.5, 2.5, 2, 4}));
  EXPECT_EQ(merged.order, (std::vector<Index>{0, 2, 1, 3}));
  const std::vector<NeuronRanking> tied = {{{0, 1}, {0.1, 0.2}}, {{1, 0}, {0.3, 0.05}}};
  EXPECT_EQ(merge_by_rank(tied).order, (std::vector<Index>{1, 0})) << "equal mean rank, lower mean score first";
}

TEST(NeuronRanking, largest_values_come_first) {
  const NeuronRanking ranking = rank_by_value(std::vector<double>{0.5, -1, 7, 0}, 1);
  EXPECT_EQ(ranking.order, (std::vector<Index>{2, 0, 3, 1}));
  EXPECT_EQ(ranking.score, (std::vector<double>{-0.5, 1, -7, 0}));
  EXPECT_FALSE(std::signbit(ranking.score[3]));
}

TEST(NeuronRanking, equal_values_are_ordered_by_the_seed_and_not_by_id) {
  std::vector<double> values(60, 1.0);
  values[7] = 2;
  values[50] = 0;
  const NeuronRanking first = rank_by_value(values, 1), again = rank_by_value(values, 1),
                      other = rank_by_value(values, 2);
  EXPECT_EQ(first.order, again.order);
  EXPECT_NE(first.order, other.order);
  for (const NeuronRanking& ranking : {first, other}) {
    EXPECT_EQ(ranking.order.front(), 7);
    EXPECT_EQ(ranking.order.back(), 50);
    EXPECT_FALSE(std::is_sorted(ranking.order.begin() + 1, ranking.order.end() - 1));
  }
}

TEST(NeuronRanking, every_neuron_is_as_often_first_of_equals) {
  constexpr int draws = 4000;
  std::vector<int> first(4);
  for (std::uint64_t seed = 0; seed < draws; ++seed)
    ++first[to_size(rank_by_value(std::vector<double>(4), seed).order[0])];
  for (const int count : first) EXPECT_NEAR(count, draws / 4, 4 * std::sqrt(draws * 0.25 * 0.75));
}

TEST(NeuronRanking, a_random_one_holds_every_neuron_once_and_depends_on_the_seed) {
  const NeuronRanking ranking = random_ranking(50, 3);
  EXPECT_EQ(top(ranking, 50), top(random_ranking(50, 4), 50));
  EXPECT_EQ(ranking.order, random_ranking(50, 3).order);
  EXPECT_NE(ranking.order, random_ranking(50, 4).order);
  for (std::size_t place = 0; place < 50; ++place)
    EXPECT_EQ(ranking.score[to_size(ranking.order[place])], to_double(place + 1));
}

}  // namespace
}  // namespace neurank::ranking
