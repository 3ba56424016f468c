#include "analysis/minimal_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace neurank::analysis {
namespace {

using Sizes = std::vector<Index>;

TEST(MinimalPlan, coarse_sizes_of_a_base_model) {
  EXPECT_EQ(coarse_sizes(9984),
            (Sizes{9, 24, 49, 99, 199, 299, 499, 748, 998, 1497, 1996, 2995, 3993, 4992, 6988, 9984}));
  EXPECT_EQ(coarse_sizes(1), Sizes{1});
  EXPECT_EQ(coarse_sizes(10), (Sizes{1, 2, 3, 4, 5, 7, 10}));
}

TEST(MinimalPlan, sizes_ascend_without_repeats_for_every_number_of_neurons) {
  const auto descends = [](Index a, Index b) { return a >= b; };
  for (Index neurons = 1; neurons <= 2000; ++neurons) {
    const Sizes coarse = coarse_sizes(neurons);
    EXPECT_GE(coarse.front(), 1);
    EXPECT_EQ(coarse.back(), neurons);
    EXPECT_EQ(std::adjacent_find(coarse.begin(), coarse.end(), descends), coarse.end());
    for (std::size_t i = 0; i < coarse.size(); ++i) {
      const Index failing = i == 0 ? 0 : coarse[i - 1];
      const Sizes fine = refined_sizes(neurons, failing, coarse[i]);
      EXPECT_EQ(std::adjacent_find(fine.begin(), fine.end(), descends), fine.end());
      if (!fine.empty()) {
        EXPECT_GT(fine.front(), failing);
        EXPECT_LT(fine.back(), coarse[i]);
      }
    }
  }
}

TEST(MinimalPlan, refinement_goes_by_percents_and_below_one_by_tenths) {
  EXPECT_EQ(refined_sizes(9984, 499, 748), (Sizes{599, 698}));
  EXPECT_EQ(refined_sizes(9984, 299, 499), Sizes{399});
  EXPECT_EQ(refined_sizes(9984, 49, 99), (Sizes{59, 69, 79, 89}));
  EXPECT_EQ(refined_sizes(9984, 6988, 9984).size(), 29u);
  EXPECT_EQ(refined_sizes(1000, 0, 1000).size(), 9u + 99u);
  EXPECT_EQ(refined_sizes(20, 3, 7), (Sizes{4, 5, 6})) << "steps of at least one neuron";
  EXPECT_TRUE(refined_sizes(9984, 0, 9).empty());
}

TEST(MinimalPlan, exact_equality_is_within) {
  for (const double delta : {0.5, 1.0, 2.0})
    for (const int words : {200, 1000, 47400}) {
      const int lost = static_cast<int>(delta * words / 100);
      for (int right = lost + 1; right <= words; right += words / 200) {
        const double oracle = static_cast<double>(right) / words;
        const std::vector<double> accuracies = {static_cast<double>(right - lost - 1) / words,
                                                static_cast<double>(right - lost) / words};
        EXPECT_EQ(smallest_within(accuracies, oracle, delta), 1u) << right << " of " << words << ", delta " << delta;
      }
    }
}

TEST(MinimalPlan, first_size_within_counts_though_later_ones_fail) {
  const std::vector<double> accuracies = {0.5, 0.92, 0.89, 0.96, 0.97};
  EXPECT_EQ(smallest_within(accuracies, 0.97, 5), 1u);
  EXPECT_EQ(smallest_within(accuracies, 0.97, 1), 3u);
  EXPECT_EQ(smallest_within(accuracies, 0.97, 0), 4u);
  EXPECT_EQ(smallest_within(accuracies, 0.99, 1), std::nullopt);
  EXPECT_EQ(smallest_within({}, 0.9, 1), std::nullopt);
}

TEST(MinimalPlan, refinement_joins_the_brackets_of_all_deltas) {
  const Sizes sizes = {10, 50, 100, 300, 1000};
  const std::vector<double> accuracies = {0.5, 0.8, 0.94, 0.958, 0.96};
  const std::vector<double> one = {0.5}, both = {0.5, 2}, impossible = {0};
  const Sizes upper = refinement(1000, sizes, accuracies, 0.96, one);
  EXPECT_EQ(upper.front(), 110);
  EXPECT_EQ(upper.back(), 290);
  EXPECT_EQ(upper.size(), 19u);
  const Sizes joined = refinement(1000, sizes, accuracies, 0.96, both);
  EXPECT_EQ(joined.size(), 19u + 4u) << "60, 70, 80 and 90 for 2 points";
  EXPECT_EQ(joined.front(), 60);
  EXPECT_TRUE(refinement(1000, sizes, accuracies, 0.97, impossible).empty());
}

TEST(MinimalPlan, both_passes_find_what_all_sizes_would) {
  const Index neurons = 9984;
  const auto accuracy = [](Index n) { return 0.96 * (1 - 1 / (1 + 0.1 * static_cast<double>(n))); };
  const double oracle = accuracy(neurons);
  for (const double delta : {0.3, 0.5, 1.0, 2.0, 20.0}) {
    Sizes sizes = coarse_sizes(neurons);
    std::vector<double> accuracies;
    for (Index n : sizes) accuracies.push_back(accuracy(n));
    const std::vector<double> deltas = {delta};
    const Sizes fine = refinement(neurons, sizes, accuracies, oracle, deltas);
    sizes.insert(sizes.end(), fine.begin(), fine.end());
    std::sort(sizes.begin(), sizes.end());
    accuracies.clear();
    for (Index n : sizes) accuracies.push_back(accuracy(n));
    const Index found = sizes[smallest_within(accuracies, oracle, delta).value()];
    Index smallest = 1;
    while (accuracy(smallest) < oracle - delta / 100) ++smallest;
    EXPECT_GE(found, smallest);
    EXPECT_LE(found - smallest, smallest < 100 ? 15 : 100) << "within one step of the grid, delta " << delta;
  }
}

}  // namespace
}  // namespace neurank::analysis
