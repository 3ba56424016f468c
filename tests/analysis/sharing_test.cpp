#include "analysis/sharing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "analysis/overlap.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

std::vector<Index> all_of(const NeuronSets& sets) {
  std::vector<Index> labels(sets.size());
  std::iota(labels.begin(), labels.end(), Index{0});
  return labels;
}

TEST(Sharing, by_hand) {
  const NeuronSets sets = {{1, 2, 3}, {3, 700}, {1, 2, 3, 700}};
  const Sharing found = sharing(sets, all_of(sets), 701);
  EXPECT_EQ(found.union_size, 4);
  EXPECT_EQ(found.sum, 9);
  EXPECT_DOUBLE_EQ(*found.sharing_ratio, 9.0 / 4);
  EXPECT_DOUBLE_EQ(*found.mean_jaccard, (1.0 / 4 + 3.0 / 4 + 2.0 / 4) / 3);
  EXPECT_DOUBLE_EQ(*found.expected_jaccard,
                   (expected_jaccard(3, 2, 701) + expected_jaccard(3, 4, 701) + expected_jaccard(2, 4, 701)) / 3);
}

TEST(Sharing, equal_sets_and_disjoint_sets_are_the_extremes) {
  const NeuronSets equal(5, {2, 4, 8}), disjoint = {{1}, {2, 3}, {100}};
  EXPECT_DOUBLE_EQ(*sharing(equal, all_of(equal), 1000).sharing_ratio, 5);
  EXPECT_DOUBLE_EQ(*sharing(equal, all_of(equal), 1000).mean_jaccard, 1);
  EXPECT_DOUBLE_EQ(*sharing(disjoint, all_of(disjoint), 1000).sharing_ratio, 1);
  EXPECT_DOUBLE_EQ(*sharing(disjoint, all_of(disjoint), 1000).mean_jaccard, 0);
}

TEST(Sharing, labels_left_out_and_labels_without_neurons_count_nowhere) {
  const NeuronSets sets = {{1, 2}, {2, 3}, {}, {7, 8, 9}};
  const Sharing found = sharing(sets, std::vector<Index>{0, 1, 2}, 10);
  EXPECT_EQ(found.union_size, 3);
  EXPECT_EQ(found.sum, 4);
  EXPECT_DOUBLE_EQ(*found.mean_jaccard, 1.0 / 3);
  const Sharing single = sharing(sets, std::vector<Index>{2, 3}, 10);
  EXPECT_DOUBLE_EQ(*single.sharing_ratio, 1);
  EXPECT_EQ(single.mean_jaccard, std::nullopt);
  EXPECT_EQ(single.expected_jaccard, std::nullopt);
  EXPECT_EQ(sharing(sets, {}, 10).sharing_ratio, std::nullopt);
}

TEST(Sharing, pairs_by_bits_equal_pairs_by_merging) {
  Random random(3);
  NeuronSets sets;
  for (int i = 0; i < 25; ++i)
    sets.push_back(sample_without_replacement(500, static_cast<Index>(1 + random.below(300)), random));
  double sum = 0;
  for (std::size_t a = 0; a < sets.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) sum += jaccard(sets[a], sets[b]);
  EXPECT_NEAR(*sharing(sets, all_of(sets), 1000).mean_jaccard, sum / 300, 1e-12);
}

TEST(Sharing, random_sets_share_as_much_as_expected) {
  Random random(4);
  double found = 0, expected = 0, squares = 0;
  const int draws = 200;
  for (int i = 0; i < draws; ++i) {
    NeuronSets sets;
    for (const Index size : {10, 10, 25, 40, 70, 70}) sets.push_back(sample_without_replacement(120, size, random));
    const Sharing draw = sharing(sets, all_of(sets), 120);
    found += *draw.mean_jaccard / draws;
    squares += *draw.mean_jaccard * *draw.mean_jaccard / draws;
    expected = *draw.expected_jaccard;
  }
  EXPECT_NEAR(found, expected, 4 * std::sqrt((squares - found * found) / draws));
}

TEST(Sharing, sizes_follow_frequencies) {
  const NeuronSets sets = {{1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}};
  const std::vector<Index> counts = {100, 200, 400, 300, 2};
  EXPECT_DOUBLE_EQ(*size_frequency_correlation(sets, counts, std::vector<Index>{0, 1, 2, 3}), 1 - 6.0 * 2 / (4 * 15));
  EXPECT_EQ(size_frequency_correlation(sets, counts, std::vector<Index>{3}), std::nullopt);
}

TEST(Sharing, sizes_are_held_against_what_frequency_lets_expect) {
  const NeuronSets sets = {{1, 2}, {1, 2, 3, 4}, {1, 2, 3, 4, 5, 6, 7, 8}, {}, {1}};
  const std::vector<Index> counts = {10, 20, 40, 80, 5};
  const auto residuals = size_residuals(sets, counts, std::vector<Index>{0, 1, 2, 3});
  for (const std::size_t label : {0U, 1U, 2U}) EXPECT_NEAR(residuals[label].value(), 0, 1e-12) << "twice the words";
  EXPECT_EQ(residuals[3], std::nullopt) << "no neurons";
  EXPECT_EQ(residuals[4], std::nullopt) << "not compared";
  const std::vector<Index> alike = {10, 10, 40};
  const auto above = size_residuals({{1, 2}, {1, 2, 3, 4}, {1, 2}}, alike, std::vector<Index>{0, 1, 2});
  EXPECT_NEAR(above[1].value() - above[0].value(), std::log(2.0), 1e-12);
  EXPECT_NEAR(above[0].value() + above[1].value() + above[2].value(), 0, 1e-12);
  EXPECT_EQ(size_residuals(sets, counts, std::vector<Index>{0, 1})[0], std::nullopt) << "a line through two points";
}

}  // namespace
}  // namespace neurank::analysis
