#include "analysis/pretraining_runs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

using Generator = std::mt19937_64;

double normal(Generator& generator) { return std::normal_distribution<double>()(generator); }

/// Sizes, in points of accuracy, of what makes a group's measurements.
struct Sources {
  double runs, starts;
  double common, own;  ///< noise of a cluster's words: of all runs alike, and of one run
};

/// Right words of some runs of three repetitions on 60 clusters of 100 words, whose true mean is 60 %.
class Group {
 public:
  static constexpr Index repetitions = 3, clusters = 60, draws = 200;

  /// @param common of each cluster, shared with other groups
  Group(const Sources& sources, const std::vector<double>& common, std::uint64_t seed, Generator& generator,
        Index runs = 5) {
    for (Index run = 0; run < runs; ++run) {
      ClusterCounts counts{Matrix(repetitions, clusters), Vector::Constant(clusters, 100)};
      const double of_run = sources.runs * normal(generator);
      std::vector<double> starts;
      for (Index k = 0; k < repetitions; ++k) starts.push_back(sources.starts * normal(generator));
      for (Index c = 0; c < clusters; ++c) {
        const double own = sources.common * common[to_size(c)] + sources.own * normal(generator);
        for (Index k = 0; k < repetitions; ++k)
          counts.right(k, c) = static_cast<float>(60 + of_run + starts[to_size(k)] + own);
      }
      runs_.push_back({ratios(counts), Resampling(clusters, draws, seed).ratios(counts)});
    }
  }

  const std::vector<Repetitions>& of_runs() const { return runs_; }

 private:
  std::vector<Repetitions> runs_;
};

std::vector<double> common_noise(Generator& generator) {
  std::vector<double> noise;
  for (Index c = 0; c < Group::clusters; ++c) noise.push_back(normal(generator));
  return noise;
}

/// Mean squares of the spreads of many groups, in points.
struct MeanSpread {
  double runs = 0, starts = 0, words = 0;
};

MeanSpread mean_spread(const Sources& sources) {
  constexpr int groups = 400;
  Generator generator(11);
  MeanSpread mean;
  for (int i = 0; i < groups; ++i) {
    const Group group(sources, common_noise(generator), static_cast<std::uint64_t>(i), generator);
    const Spread found = spread_of(group.of_runs(), Group::clusters);
    mean.runs += std::pow(100 * found.runs, 2) / groups;
    mean.starts += std::pow(100 * found.starts, 2) / groups;
    mean.words += std::pow(100 * found.words.value(), 2) / groups;
  }
  return mean;
}

TEST(PretrainingRuns, a_planted_spread_comes_back) {
  const Sources planted{.runs = 2, .starts = 0.5, .common = 5, .own = 3};
  const MeanSpread found = mean_spread(planted);
  EXPECT_NEAR(std::sqrt(found.runs), 2, 0.1);
  EXPECT_NEAR(std::sqrt(found.starts), 0.5, 0.03);
  EXPECT_NEAR(std::sqrt(found.words), std::sqrt((25 + 9.0 / 5) / Group::clusters), 0.05);
}

TEST(PretrainingRuns, no_spread_comes_back_as_none_although_words_and_starts_make_runs_differ) {
  const MeanSpread found = mean_spread({.runs = 0, .starts = 0.5, .common = 5, .own = 3});
  // Runs differ by 0.5/sqrt(3) and 3/sqrt(60) points; what is left of these is half a chi-square's positive part.
  EXPECT_LT(std::sqrt(found.runs), 0.3);
  EXPECT_NEAR(std::sqrt(found.starts), 0.5, 0.03);
}

TEST(PretrainingRuns, without_words_the_spread_is_that_of_the_numbers) {
  const std::vector<Repetitions> runs = {{{1, 3}, Draws(2, 0)}, {{5, 7}, Draws(2, 0)}, {{9, 11}, Draws(2, 0)}};
  const Spread spread = spread_of(runs, 0);
  EXPECT_DOUBLE_EQ(spread.starts, std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(spread.runs, std::sqrt(16.0 - 1));  // means 2, 6, 10, of which starts make 2/2
  EXPECT_EQ(spread.words, std::nullopt);
  const RunEstimate mean = mean_of_runs(runs, 0);
  EXPECT_DOUBLE_EQ(mean.value, 6);
  EXPECT_NEAR(mean.interval->high - 6, 4.302652729696 * 4 / std::sqrt(3.0), 1e-9)
      << "Student's, two degrees of freedom";
}

/// Shares of data sets in which the interval of a group's mean, and of the difference of two groups, holds the truth,
/// and in which equal groups are told apart.
struct Coverage {
  double mean = 0, difference = 0, found = 0;
};

Coverage coverage(const Sources& sources, double apart, Index runs) {
  constexpr int data_sets = 1000;
  Generator generator(13);
  Coverage coverage;
  for (int i = 0; i < data_sets; ++i) {
    const auto common = common_noise(generator);
    const Group group(sources, common, static_cast<std::uint64_t>(i), generator, runs),
        other(sources, common, static_cast<std::uint64_t>(i), generator, runs);
    const RunEstimate mean = mean_of_runs(group.of_runs(), Group::clusters),
                      difference = difference_of_runs(group.of_runs(), other.of_runs(), Group::clusters);
    coverage.mean += (mean.interval->low <= 0.6 && 0.6 <= mean.interval->high) / double{data_sets};
    coverage.difference += (difference.interval->low <= 0 && 0 <= difference.interval->high) / double{data_sets};
    const double moved = (std::abs(difference.value + apart / 100));
    coverage.found += (moved > (difference.interval->high - difference.interval->low) / 2) / double{data_sets};
  }
  return coverage;
}

TEST(PretrainingRuns, intervals_cover_the_truth_over_runs_and_words) {
  for (const Index runs : {2, 3, 5})
    for (const double spread : {0.0, 0.5, 2.0}) {
      const Coverage found = coverage({.runs = spread, .starts = 0.5, .common = 5, .own = 3}, 6, runs);
      const double least = runs == 2 ? 0.9 : 0.92;  // of two runs the approximation is a rough one
      EXPECT_GE(found.mean, least) << runs << " runs, spread " << spread;
      EXPECT_LE(found.mean, 0.995) << runs << " runs, spread " << spread;
      EXPECT_GE(found.difference, least) << runs << " runs, spread " << spread;
      EXPECT_LE(found.difference, 0.995) << runs << " runs, spread " << spread;
      EXPECT_TRUE(runs < 5 || found.found >= 0.95) << "six points apart, spread " << spread;
    }
}

TEST(PretrainingRuns, a_group_does_not_differ_from_itself_and_numbers_that_never_vary_are_not_tested) {
  Generator generator(17);
  const Group group({.runs = 2, .starts = 0.5, .common = 5, .own = 3}, common_noise(generator), 1, generator);
  const RunEstimate same = difference_of_runs(group.of_runs(), group.of_runs(), Group::clusters);
  EXPECT_EQ(same.value, 0);
  EXPECT_EQ(same.p_value, 1);
  const std::vector<Repetitions> ones = {{{1}, Draws(1, 0)}, {{1}, Draws(1, 0)}},
                                 twos = {{{2}, Draws(1, 0)}, {{2}, Draws(1, 0)}};
  EXPECT_EQ(difference_of_runs(ones, twos, 0).p_value, std::nullopt);
  EXPECT_EQ(difference_of_runs(ones, ones, 0).p_value, 1);
  // Whose mean is not what they are, by rounding.
  std::vector<Repetitions> tenths, sevenths;
  for (int i = 0; i < 5; ++i) {
    tenths.push_back({{0.1}, Draws(1, 0)});
    sevenths.push_back({{1 / 7.0}, Draws(1, 0)});
  }
  EXPECT_EQ(difference_of_runs(tenths, sevenths, 0).p_value, std::nullopt);
  EXPECT_EQ(difference_of_runs(tenths, tenths, 0).p_value, 1);
}

}  // namespace
}  // namespace neurank::analysis
