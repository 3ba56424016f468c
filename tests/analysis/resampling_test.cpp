#include "analysis/resampling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/detectable.hpp"
#include "analysis/moments.hpp"
#include "base/cast.hpp"

namespace neurank::analysis {
namespace {

using Generator = std::mt19937_64;

double normal(Generator& generator) { return std::normal_distribution<double>()(generator); }

/// A statistic of heads, one a repetition, from what they get right.
Repetitions repetitions_of(const ClusterCounts& counts, Index draws, std::uint64_t seed) {
  return {ratios(counts), Resampling(counts.words.size(), draws, seed).ratios(counts)};
}

Interval interval_of_mean(const ClusterCounts& counts, Index draws, std::uint64_t seed) {
  return interval_of(draws_of_mean(repetitions_of(counts, draws, seed), counts.words.size(), seed));
}

/// Repetitions whose true mean is 0, measured on the same clusters of ten words. @param spread of the repetitions, in
/// standard errors of the mean that words make  @param own part of the words' noise that a repetition has alone
ClusterCounts repetitions_around_zero(Index repetitions, double spread, double own, Generator& generator) {
  constexpr Index clusters = 50;
  ClusterCounts counts{Matrix(repetitions, clusters), Vector::Constant(clusters, 10)};
  for (Index c = 0; c < clusters; ++c) {
    const double common = normal(generator);
    for (Index k = 0; k < repetitions; ++k) counts.right(k, c) = static_cast<float>(common + own * normal(generator));
  }
  const double error = std::sqrt((1 + own * own / to_double(repetitions)) / to_double(clusters));
  for (Index k = 0; k < repetitions; ++k)
    counts.right.row(k).array() += static_cast<float>(spread * error * normal(generator));
  return counts;
}

TEST(Resampling, intervals_cover_the_mean_whatever_the_spread_of_repetitions) {
  constexpr int data_sets = 2000;
  Generator generator(1);
  for (const double own : {0.0, 0.6})
    for (const Index repetitions : {3, 5, 8})
      for (const double spread : {0.0, 0.5, 1.0, 2.0, 4.0}) {
        int covered = 0;
        for (int i = 0; i < data_sets; ++i) {
          const auto interval = interval_of_mean(repetitions_around_zero(repetitions, spread, own, generator), 400,
                                                 static_cast<std::uint64_t>(i));
          covered += interval.low <= 0 && 0 <= interval.high;
        }
        EXPECT_GE(covered, 0.92 * data_sets) << repetitions << " repetitions, spread " << spread << ", own " << own;
        EXPECT_LE(covered, 0.98 * data_sets) << repetitions << " repetitions, spread " << spread << ", own " << own;
      }
}

/// Two models on 2000 sentences of ten words: 4 % of the words are right for one alone, `gain` of all more for the
/// first; whether words of a sentence go wrong is correlated, 0.1.
ClusterCounts two_models(double gain, Generator& generator) {
  constexpr Index sentences = 2000, words = 10;
  constexpr double correlation = 0.1;
  ClusterCounts counts{Matrix::Zero(2, sentences), Vector::Constant(sentences, static_cast<float>(words))};
  std::uniform_real_distribution<double> uniform;
  const double first = 0.02 + gain / 2, second = 0.02 - gain / 2;
  for (Index s = 0; s < sentences; ++s) {
    // With this probability a word takes the outcome of its sentence, so that two words agree more than by chance.
    const double of_sentence = uniform(generator);
    for (Index w = 0; w < words; ++w) {
      const double u = uniform(generator) < std::sqrt(correlation) ? of_sentence : uniform(generator);
      const bool both = u >= 0.04 && uniform(generator) < 0.9;
      counts.right(0, s) += both || u < first ? 1.0f : 0.0f;
      counts.right(1, s) += both || (u >= first && u < first + second) ? 1.0f : 0.0f;
    }
  }
  return counts;
}

double p_of_two_models(const ClusterCounts& counts, std::uint64_t seed) {
  const Resampling resampling(counts.words.size(), 400, seed);
  const auto of = [&](Index model) {
    const ClusterCounts one{counts.right.row(model), counts.words};
    return Repetitions{ratios(one), resampling.ratios(one)};
  };
  return p_value(draws_of_mean(of(0) - of(1), counts.words.size(), seed));
}

TEST(Resampling, finds_a_point_between_two_models_and_nothing_between_equal_ones) {
  constexpr int data_sets = 200;
  Generator generator(2);
  int found = 0, found_equal = 0;
  for (int i = 0; i < data_sets; ++i) {
    found += p_of_two_models(two_models(0.01, generator), static_cast<std::uint64_t>(i)) < 0.05;
    found_equal += p_of_two_models(two_models(0, generator), static_cast<std::uint64_t>(i)) < 0.05;
  }
  EXPECT_GE(found, 0.95 * data_sets);
  EXPECT_LE(found_equal, 0.08 * data_sets);
}

TEST(Detectable, differences_are_found_four_times_in_five) {
  constexpr int data_sets = 2000;
  constexpr Index words = 5000;
  constexpr double disagreement = 0.04;
  const double difference = smallest_detectable(disagreement, words);
  Generator generator(9);
  std::uniform_real_distribution<double> uniform;
  int found = 0;
  for (int i = 0; i < data_sets; ++i) {
    Index first = 0, second = 0;
    for (Index word = 0; word < words; ++word) {
      const double u = uniform(generator);
      first += u < (disagreement + difference) / 2 ? 1 : 0;
      second += u >= (disagreement + difference) / 2 && u < disagreement ? 1 : 0;
    }
    found += to_double(first - second) > 1.96 * std::sqrt(to_double(first + second)) ? 1 : 0;  // McNemar's test
  }
  EXPECT_NEAR(to_double(found) / data_sets, 0.8, 0.04);
}

TEST(Resampling, the_same_model_twice_differs_in_nothing) {
  Generator generator(3);
  const ClusterCounts counts = repetitions_around_zero(5, 1, 0.5, generator);
  const Repetitions once = repetitions_of(counts, 100, 7), again = repetitions_of(counts, 100, 7);
  const auto draws = draws_of_mean(once - again, counts.words.size(), 7);
  for (const double draw : draws) EXPECT_EQ(draw, 0);
  EXPECT_EQ(p_value(draws), 1);
  EXPECT_EQ(interval_of(draws).low, 0);
  EXPECT_EQ(interval_of(draws).high, 0);
}

TEST(Resampling, draws_are_as_spread_as_the_linearised_ratio) {
  Generator generator(4);
  constexpr Index clusters = 300, draws = 4000;
  ClusterCounts counts{Matrix(1, clusters), Vector(clusters)};
  for (Index c = 0; c < clusters; ++c) {
    counts.words[c] = static_cast<float>(1 + generator() % 30);
    counts.right(0, c) = std::floor(counts.words[c] * static_cast<float>(generator() % 100) / 100);
  }
  const double accuracy = ratios(counts)[0];
  double squares = 0;
  for (Index c = 0; c < clusters; ++c)
    squares += std::pow(to_double(counts.right(0, c)) - accuracy * to_double(counts.words[c]), 2);
  const double expected = std::sqrt(squares) / counts.words.cast<double>().sum();
  const Draws found = Resampling(clusters, draws, 5).ratios(counts);
  const double sd = std::sqrt((found.array() - found.mean()).square().mean());
  EXPECT_NEAR(sd / expected, 1, 0.05);
  EXPECT_NEAR(found.mean(), accuracy, 4 * expected / std::sqrt(to_double(draws)) + 1e-3 * accuracy);
}

TEST(Resampling, a_draw_without_words_is_of_all) {
  ClusterCounts counts{Matrix::Zero(1, 20), Vector::Zero(20)};
  counts.words[3] = 2;
  counts.right(0, 3) = 1;
  const Draws found = Resampling(20, 200, 6).ratios(counts);
  EXPECT_EQ(found.minCoeff(), 0.5);
  EXPECT_EQ(found.maxCoeff(), 0.5);
}

TEST(Resampling, several_calls_draw_the_same_clusters) {
  Generator generator(8);
  const ClusterCounts both = two_models(0.01, generator);
  const Resampling resampling(both.words.size(), 150, 9);
  const Draws together = resampling.ratios(both);
  for (const Index model : {0, 1}) {
    const Draws alone = resampling.ratios({both.right.row(model), both.words});
    EXPECT_TRUE((alone.row(0).array() == together.row(model).array()).all());
  }
}

TEST(PValue, counts_draws_on_the_rarer_side) {
  EXPECT_DOUBLE_EQ(p_value(std::vector<double>{1, 2, 3, 4}), 2.0 / 5) << "its floor";
  EXPECT_DOUBLE_EQ(p_value(std::vector<double>{1, -2, 3, 4, 5, 6, 7, 8, 9}), 2 * 2.0 / 10);
  EXPECT_DOUBLE_EQ(p_value(std::vector<double>{-1, -2, -3, 0, -4, -5, -6, -7, -8}), 2 * 2.0 / 10) << "0 is on both";
  EXPECT_DOUBLE_EQ(p_value(std::vector<double>{0, 0}), 1);
}

TEST(Holm, multiplies_by_the_tests_that_are_left) {
  const auto adjusted = holm_adjusted(std::vector<double>{0.04, 0.01, 0.03, 0.5});
  EXPECT_DOUBLE_EQ(adjusted[1], 0.04);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.09);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.09) << "0.08, but no less than that of a smaller one";
  EXPECT_DOUBLE_EQ(adjusted[3], 0.5);
  EXPECT_DOUBLE_EQ(holm_adjusted(std::vector<double>{0.9, 0.8})[0], 1);
  EXPECT_TRUE(holm_adjusted({}).empty());
}

TEST(Student, is_wide_for_few_values) {
  const auto interval = student_interval(std::vector<double>{1, 2, 3});
  ASSERT_TRUE(interval.has_value());
  EXPECT_NEAR(interval->low, 2 - 4.30265 / std::sqrt(3.0), 1e-4);
  EXPECT_NEAR(interval->high, 2 + 4.30265 / std::sqrt(3.0), 1e-4);
  EXPECT_FALSE(student_interval(std::vector<double>{1}).has_value());
}

}  // namespace
}  // namespace neurank::analysis
