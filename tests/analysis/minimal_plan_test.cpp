#include "analysis/minimal_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace neurank::analysis {
namespace {

using Sizes = std::vector<Index>;

TEST(MinimalPlan, coarse_waves_of_a_base_model) {
  EXPECT_EQ(
      coarse_waves(9984),
      (std::vector<Sizes>{{9, 24, 49, 99, 199, 299, 499, 748, 998}, {1497, 1996}, {2995}, {3993}, {4992}, {6988}}));
  EXPECT_EQ(coarse_waves(10), (std::vector<Sizes>{{1}, {2}, {3}, {4}, {5}, {7}}));
  EXPECT_EQ(coarse_waves(1), (std::vector<Sizes>{{}, {}, {}, {}, {}, {}})) << "the head on all neurons is there";
}

TEST(MinimalPlan, fixed_sizes_are_in_the_first_wave) {
  EXPECT_EQ(fixed_sizes(9984), (Sizes{99, 199, 499, 998}));
  EXPECT_EQ(fixed_sizes(10), Sizes{1});
  EXPECT_EQ(fixed_sizes(1), Sizes{});
  for (Index neurons = 1; neurons <= 2000; ++neurons) {
    const Sizes first = coarse_waves(neurons).front(), fixed = fixed_sizes(neurons);
    EXPECT_TRUE(std::includes(first.begin(), first.end(), fixed.begin(), fixed.end())) << neurons;
  }
}

TEST(MinimalPlan, sizes_ascend_without_repeats_for_every_number_of_neurons) {
  const auto descends = [](Index a, Index b) { return a >= b; };
  for (Index neurons = 1; neurons <= 2000; ++neurons) {
    Sizes coarse;
    for (const Sizes& wave : coarse_waves(neurons)) coarse.insert(coarse.end(), wave.begin(), wave.end());
    coarse.push_back(neurons);
    EXPECT_GE(coarse.front(), 1);
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
        EXPECT_FALSE(is_within(static_cast<double>(right - lost - 1) / words, oracle, delta)) << right << " " << words;
        EXPECT_TRUE(is_within(static_cast<double>(right - lost) / words, oracle, delta)) << right << " " << words;
      }
    }
}

}  // namespace
}  // namespace neurank::analysis
