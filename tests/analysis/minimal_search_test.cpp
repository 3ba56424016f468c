#include "analysis/minimal_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "analysis/minimal_plan.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

using Sizes = std::vector<Index>;
using AccuracyOf = std::function<double(Index n)>;

constexpr Index neurons = 1000;
constexpr double oracle = 0.9;

/// A whole search among heads whose accuracy is a function of the size.
struct Search {
  std::vector<Sizes> waves;
  SizeAccuracies tried;
  std::vector<MinimalSize> found;

  Search(const AccuracyOf& accuracy, const MinimalQuestion& question) {
    for (std::size_t wave = 0; wave < max_waves(question.neurons); ++wave) {
      waves.push_back(wave_sizes(wave, question, tried));
      EXPECT_TRUE(std::is_sorted(waves.back().begin(), waves.back().end()));
      for (const Index n : waves.back()) EXPECT_TRUE(tried.emplace(n, accuracy(n)).second) << n << " twice";
    }
    EXPECT_TRUE(wave_sizes(waves.size(), question, tried).empty()) << "the search has ended";
    found = smallest_sizes(question, tried);
  }
};

Search search_for(const std::vector<double>& deltas, const AccuracyOf& accuracy) {
  return {accuracy, {neurons, oracle, deltas}};
}

double growing(Index n) { return 0.9 - 0.3 / static_cast<double>(n); }

TEST(MinimalSearch, finds_the_smallest_size_on_the_fine_grid_for_every_delta) {
  const Search search = search_for({0.5, 1, 2}, growing);
  // 0.3 / n <= delta / 100 from n = 60, 30 and 15 on; the grid has whole percents of 1000 neurons
  ASSERT_EQ(search.found.size(), 3u);
  EXPECT_EQ(search.found[0].n, 60);
  EXPECT_EQ(search.found[1].n, 30);
  EXPECT_EQ(search.found[2].n, 20);
  for (const auto& set : search.found) EXPECT_DOUBLE_EQ(set.accuracy, growing(set.n));
}

TEST(MinimalSearch, goes_upwards_and_no_further_than_it_must) {
  const Search search = search_for({0.5}, [](Index n) { return n >= 620 ? 0.9 : 0.5; });
  EXPECT_EQ(search.found[0].n, 620);
  const std::size_t coarse = coarse_waves(neurons).size();
  for (std::size_t wave = 0; wave < coarse; ++wave) EXPECT_EQ(search.waves[wave], coarse_waves(neurons)[wave]);
  EXPECT_EQ(search.waves[coarse], (Sizes{510, 520, 530}));
  EXPECT_EQ(search.waves[coarse + 3], (Sizes{600, 610, 620}));
  EXPECT_TRUE(search.waves[coarse + 4].empty());

  const Search small = search_for({0.5, 1}, [](Index n) { return n >= 7 ? 0.9 : 0.5; });
  EXPECT_EQ(small.waves[0], coarse_waves(neurons)[0]) << "whole, for comparison at the fixed sizes";
  for (std::size_t wave = 1; wave < coarse; ++wave) EXPECT_TRUE(small.waves[wave].empty()) << wave;
  EXPECT_EQ(small.waves[coarse], (Sizes{6, 7, 8}));
}

TEST(MinimalSearch, all_neurons_stand_when_nothing_smaller_does) {
  const Search search = search_for({0.5}, [](Index) { return 0.1; });
  EXPECT_EQ(search.found.front().n, neurons);
  EXPECT_DOUBLE_EQ(search.found.front().accuracy, oracle);
  EXPECT_EQ(search.tried.rbegin()->first, 990) << "all fine sizes up to N were tried, and N never";
}

TEST(MinimalSearch, gives_up_when_not_even_all_neurons_do) {
  const AccuracyOf accuracy = [](Index) { return 0.88; };
  const Search search(accuracy, {neurons, oracle, {0.5, 3}, 0.885});
  EXPECT_EQ(search.found[0].n, neurons);
  EXPECT_DOUBLE_EQ(search.found[0].accuracy, 0.885) << "of the head on all neurons, not of what it is held against";
  EXPECT_EQ(search.found[1].n, 1);
  EXPECT_EQ(search.tried.rbegin()->first, 700) << "no fine sizes above the last coarse one";
}

TEST(MinimalSearch, a_size_tried_for_another_delta_alone_does_not_count) {
  // 220 neurons alone reach the oracle: they are tried between 200 and 300 for 2 points, and do for half a point, too.
  const Search search = search_for({0.5, 2}, [](Index n) { return n == 220 ? 0.9 : n >= 250 ? 0.885 : 0.5; });
  EXPECT_EQ(search.found[0].n, neurons) << "as without the other delta";
  EXPECT_EQ(search.found[1].n, 220);
}

TEST(MinimalSearch, exactly_delta_below_the_oracle_does) {
  const Search search = search_for({0.5}, [](Index n) { return n >= 10 ? 0.9 - 0.005 : 0; });
  EXPECT_EQ(search.found.front().n, 10);
}

/// For one delta: the first fine size that does below the first coarse one that does, all of them tried.
Index first_that_does(const AccuracyOf& accuracy, const MinimalQuestion& question) {
  Index failing = 0, passing = question.neurons;
  bool found = false;
  for (const Sizes& wave : coarse_waves(question.neurons))
    for (const Index n : wave) {
      if (found) continue;
      found = is_within(accuracy(n), question.oracle, question.deltas[0]);
      (found ? passing : failing) = n;
    }
  for (const Index n : refined_sizes(question.neurons, failing, passing))
    if (is_within(accuracy(n), question.oracle, question.deltas[0])) return n;
  return passing;
}

TEST(MinimalSearch, noisy_accuracies_of_any_model_give_the_first_size_that_does) {
  Random random(3);
  for (int repetition = 0; repetition < 300; ++repetition) {
    const MinimalQuestion question{static_cast<Index>(1 + random.below(3000)), oracle, {1.0}};
    const double scale = 0.01 + random.uniform() * 200;
    std::map<Index, double> noise;
    const AccuracyOf accuracy = [&](Index n) {
      const double error = noise.emplace(n, 0.02 * random.uniform()).first->second;
      return 0.91 - scale / (100 * static_cast<double>(n)) - error;
    };
    const Search search(accuracy, question);
    EXPECT_EQ(search.found[0].n, first_that_does(accuracy, question)) << question.neurons << " neurons";
    MinimalQuestion more = question;
    more.deltas = {0.5, 1, 2};
    EXPECT_EQ(Search(accuracy, more).found[1].n, search.found[0].n) << "the same beside other deltas";
  }
}

}  // namespace
}  // namespace neurank::analysis
