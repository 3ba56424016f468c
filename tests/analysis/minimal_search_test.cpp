#include "analysis/minimal_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace neurank::analysis {
namespace {

/// Plays heads whose accuracy is a function of the size, and notes what was tried.
class MinimalSearch : public testing::Test {
 protected:
  using AccuracyOf = std::function<double(Index n)>;

  std::vector<MinimalSize> search(const AccuracyOf& accuracy, const std::vector<double>& deltas, double oracle = 0.9) {
    kept_.assign(deltas.size(), neurons);
    return search_minimal_sizes(neurons, oracle, deltas,
                                [&](Pass pass, const std::vector<Index>& sizes, const TakeAccuracy& take) {
                                  EXPECT_TRUE(std::is_sorted(sizes.begin(), sizes.end()));
                                  for (const Index n : sizes) {
                                    tried_[pass].push_back(n);
                                    for (const std::size_t i : take(n, accuracy(n))) kept_[i] = n;
                                  }
                                });
  }

  static constexpr Index neurons = 1000;
  std::map<Pass, std::vector<Index>> tried_;
  std::vector<Index> kept_;  ///< [deltas] the size whose head would have been kept
};

double growing(Index n) { return 0.9 - 0.3 / static_cast<double>(n); }

TEST_F(MinimalSearch, finds_the_smallest_size_on_the_fine_grid_for_every_delta) {
  const auto found = search(growing, {0.5, 1, 2});
  // 0.3 / n <= delta / 100 from n = 60, 30 and 15 on; the grid has whole percents of 1000 neurons
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].n, 60);
  EXPECT_EQ(found[1].n, 30);
  EXPECT_EQ(found[2].n, 20);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(kept_[i], found[i].n) << "the head of the found size is the one that is kept";
    EXPECT_DOUBLE_EQ(found[i].accuracy, growing(found[i].n));
  }
}

TEST_F(MinimalSearch, tries_no_size_twice_and_never_all_neurons) {
  search(growing, {0.5, 1, 2});
  std::vector<Index> all = tried_[Pass::coarse];
  all.insert(all.end(), tried_[Pass::fine].begin(), tried_[Pass::fine].end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_LT(all.back(), neurons);
  EXPECT_FALSE(tried_[Pass::fine].empty());
}

TEST_F(MinimalSearch, all_neurons_stand_when_nothing_smaller_does) {
  const auto found = search([](Index) { return 0.1; }, {0.5});
  EXPECT_EQ(found.front().n, neurons);
  EXPECT_DOUBLE_EQ(found.front().accuracy, 0.9);
  EXPECT_EQ(kept_.front(), neurons) << "the head on all neurons is kept";
}

TEST_F(MinimalSearch, a_size_tried_for_one_delta_counts_for_all) {
  // 220 neurons alone reach the oracle: they are tried between 200 and 300 for 2 points, and do for half a point, too.
  const auto found = search([](Index n) { return n == 220 ? 0.9 : n >= 250 ? 0.885 : 0.5; }, {0.5, 2});
  EXPECT_EQ(found[0].n, 220);
  EXPECT_EQ(found[1].n, 220);
}

TEST_F(MinimalSearch, exactly_delta_below_the_oracle_does) {
  const auto found = search([](Index n) { return n >= 10 ? 0.9 - 0.005 : 0; }, {0.5});
  EXPECT_EQ(found.front().n, 10);
}

}  // namespace
}  // namespace neurank::analysis
