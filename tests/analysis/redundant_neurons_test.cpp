#include "analysis/redundant_neurons.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "support/probe_support.hpp"

namespace neurank::analysis {
namespace {

/// Average linkage as it is defined: the pair of clusters with the least mean distance is joined until that exceeds the
/// cut.
std::vector<Index> slow_clusters(const Matrix& correlations) {
  std::vector<std::vector<Index>> clusters;
  for (Index i = 0; i < correlations.rows(); ++i) clusters.push_back({i});
  const auto distance = [&](const std::vector<Index>& a, const std::vector<Index>& b) {
    double sum = 0;
    for (const Index i : a)
      for (const Index j : b) sum += 1 - std::abs(static_cast<double>(correlations(i, j)));
    return sum / static_cast<double>(a.size() * b.size());
  };
  while (clusters.size() > 1) {
    std::size_t first = 0, second = 1;
    for (std::size_t a = 0; a < clusters.size(); ++a)
      for (std::size_t b = a + 1; b < clusters.size(); ++b)
        if (distance(clusters[a], clusters[b]) < distance(clusters[first], clusters[second])) first = a, second = b;
    if (distance(clusters[first], clusters[second]) > 1 - redundant_correlation) break;
    clusters[first].insert(clusters[first].end(), clusters[second].begin(), clusters[second].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(second));
  }
  std::ranges::sort(clusters, {}, [](const auto& cluster) { return *std::ranges::min_element(cluster); });
  std::vector<Index> numbers(static_cast<std::size_t>(correlations.rows()));
  for (std::size_t c = 0; c < clusters.size(); ++c)
    for (const Index i : clusters[c]) numbers[static_cast<std::size_t>(i)] = static_cast<Index>(c);
  return numbers;
}

/// Correlations of neurons that are noisy copies of fewer sources, some of them upside down.
Matrix correlations_of_copies(Index neurons, Index sources, std::uint64_t seed) {
  Random random(seed);
  constexpr Index words = 200;
  const Matrix source = test::normal_matrix(words, sources, random),
               noise = test::normal_matrix(words, neurons, random);
  Matrix x(words, neurons);
  for (Index n = 0; n < neurons; ++n)
    x.col(n) = (n % 2 == 0 ? 1.0f : -1.0f) * source.col(n % sources) + random.uniform(0.1f, 1.2f) * noise.col(n);
  x.rowwise() -= x.colwise().mean();
  x.colwise().normalize();
  return x.transpose() * x;
}

TEST(RedundantClusters, are_those_of_average_linkage) {
  std::set<std::size_t> counts;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Matrix correlations = correlations_of_copies(40, 7, seed);
    Matrix overwritten = correlations;
    const auto clusters = redundant_clusters(overwritten);
    EXPECT_EQ(clusters, slow_clusters(correlations)) << seed;
    counts.insert(std::set<Index>(clusters.begin(), clusters.end()).size());
  }
  EXPECT_GT(*counts.begin(), 7u) << "some copies are too noisy";
  EXPECT_LT(*counts.rbegin(), 40u);
}

TEST(RedundantClusters, join_copies_of_either_sign) {
  Matrix same = Matrix::Identity(4, 4);
  same(0, 2) = same(2, 0) = -1;
  EXPECT_EQ(redundant_clusters(same), (std::vector<Index>{0, 1, 0, 2}));
  Matrix alone = Matrix::Identity(1, 1);
  EXPECT_EQ(redundant_clusters(alone), (std::vector<Index>{0}));
}

}  // namespace
}  // namespace neurank::analysis
