#include "analysis/size_bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/minimal_plan.hpp"
#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

using Tried = std::vector<SizeMargin>;

TEST(SizeBounds, begin_above_what_is_ruled_out_and_end_at_what_surely_does) {
  const Tried tried = {{100, -0.05, {-0.06, -0.04}},
                       {200, -0.01, {-0.02, -0.001}},
                       {500, -0.002, {-0.01, 0.006}},
                       {1000, 0.004, {-0.002, 0.01}},
                       {2000, 0.01, {0.003, 0.02}}};
  const SizeBounds bounds = size_bounds(tried, 10000);
  EXPECT_EQ(bounds.low, 300) << "the size of the grid behind 200";
  EXPECT_EQ(bounds.high, 2000);
  EXPECT_EQ(size_bounds(Tried(tried.begin(), tried.begin() + 3), 10000).high, 10000) << "nothing surely does";
  EXPECT_EQ(size_bounds(Tried(tried.begin(), tried.begin() + 2), 10000).low, 300);
  EXPECT_EQ(size_bounds({}, 50).low, 1);
  EXPECT_EQ(size_bounds({}, 50).high, 50);
}

TEST(IsotonicSize, pools_sizes_that_fall) {
  const auto curve = [](std::vector<double> margins) {
    Tried tried;
    for (std::size_t i = 0; i < margins.size(); ++i) tried.push_back({to_index(10 * (i + 1)), margins[i], {}});
    return isotonic_size(tried, 1000);
  };
  EXPECT_EQ(curve({-3, -1, 1, 2}), 30);
  EXPECT_EQ(curve({-3, 1, -2, 2}), 40) << "1 and -2 together fail";
  EXPECT_EQ(curve({-3, 2, -1, 2}), 20) << "2 and -1 together do";
  EXPECT_EQ(curve({-3, -2}), 1000);
}

TEST(MedianSize, is_the_lower_of_two) {
  EXPECT_EQ(median_size({30, 10, 20}), 20);
  EXPECT_EQ(median_size({40, 10, 20, 30}), 20);
}

/// True margin of a size: accuracy rises with the logarithm of n and is held against a constant.
double true_margin(Index n, Index crossing) { return 0.004 * std::log(to_double(n) / to_double(crossing)); }

TEST(SizeBounds, cover_the_true_size_on_a_known_curve) {
  constexpr int data_sets = 2000;
  constexpr Index neurons = 9984, clusters = 60, crossing = 1500;
  const std::vector<Index> sizes = refined_sizes(neurons, 0, neurons);
  const auto does = [&](Index n) { return true_margin(n, crossing) >= 0; };
  const Index truth = *std::ranges::find_if(sizes, does);
  std::mt19937_64 generator(1);
  std::normal_distribution<float> normal;
  for (const Index repetitions : {1, 3}) {
    int covered = 0;
    for (int i = 0; i < data_sets; ++i) {
      // Noise of words: common to all sizes, growing with their distance (a random walk), and each head's own.
      Tried tried;
      Matrix walk = Matrix::Zero(repetitions, clusters);
      for (const Index n : sizes) {
        ClusterCounts counts{walk, Vector::Constant(clusters, 30)};
        for (float& noise : walk.reshaped()) noise += 0.08f * normal(generator);
        for (float& right : counts.right.reshaped())
          right += 0.3f * normal(generator) + 30 * static_cast<float>(true_margin(n, crossing));
        const Repetitions margins{ratios(counts), Resampling(clusters, 200, 7).ratios(counts)};
        double mean = 0;
        for (const double margin : margins.observed) mean += margin / to_double(repetitions);
        tried.push_back({n, mean, interval_of(draws_of_mean(margins, clusters, 7))});
        if (tried.back().interval.low >= 0) break;  // what follows makes no difference
      }
      const SizeBounds bounds = size_bounds(tried, neurons);
      covered += bounds.low <= truth && truth <= bounds.high;
    }
    EXPECT_GE(covered, 0.92 * data_sets) << repetitions;
    EXPECT_LE(covered, 0.98 * data_sets) << repetitions;
  }
}

}  // namespace
}  // namespace neurank::analysis
