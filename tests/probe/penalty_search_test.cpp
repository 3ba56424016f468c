#include "probe/penalty_search.hpp"

#include <gtest/gtest.h>

namespace neurank::probe {
namespace {

TEST(PenaltySearch, grid_holds_all_pairs_and_the_unregularized_one) {
  PenaltySearch search;
  search.l1 = {0, 0.1};
  search.l2 = {0, 0.01};
  EXPECT_EQ(search_grid(search), (std::vector<Penalty>{{0, 0}, {0, 0.01}, {0.1, 0}, {0.1, 0.01}}));
  search.l1 = {0.1};
  EXPECT_EQ(search_grid(search), (std::vector<Penalty>{{0.1, 0}, {0.1, 0.01}, {0, 0}}));
  EXPECT_EQ(search_grid(PenaltySearch{}).size(), 64u);
}

TEST(PenaltySearch, score_is_separation_less_what_regularising_cost) {
  const PenaltySearch search{.l1 = {0, 0.1}, .l2 = {0}, .alpha = 0.5, .beta = 0.25};
  const std::vector<PenaltyTrial> trials = {{{0, 0}, 0.9, 0.6, 0.4}, {{0.1, 0}, 0.8, 0.7, 0.1}};
  const auto scores = search_scores(trials, search);
  EXPECT_DOUBLE_EQ(scores[0], 0.5 * 0.2);
  EXPECT_DOUBLE_EQ(scores[1], 0.5 * 0.6 - 0.25 * 0.1);
  EXPECT_EQ(best_trial(trials, search), 1u);
}

TEST(PenaltySearch, ties_go_to_the_larger_penalties) {
  const PenaltySearch search{.l1 = {0, 0.1}, .l2 = {0, 0.2}};
  const std::vector<PenaltyTrial> trials = {
      {{0, 0}, 0.5, 0.5, 0.5}, {{0, 0.2}, 0.5, 0.5, 0.5}, {{0.1, 0.2}, 0.5, 0.5, 0.5}, {{0.1, 0}, 0.5, 0.5, 0.5}};
  EXPECT_EQ(best_trial(trials, search), 2u);
}

TEST(PenaltySearch, a_pair_that_was_added_for_comparison_is_not_chosen) {
  const PenaltySearch search{.l1 = {0.1}, .l2 = {0.2}};
  const std::vector<PenaltyTrial> trials = {{{0.1, 0.2}, 0.1, 0.1, 0.1}, {{0, 0}, 0.9, 0.9, 0.1}};
  EXPECT_EQ(best_trial(trials, search), 0u);
}

}  // namespace
}  // namespace neurank::probe
