#include <gtest/gtest.h>

#include <numeric>

#include "analysis/label_counts.hpp"
#include "base/random.hpp"
#include "ranking/label_rows.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::analysis {
namespace {

using ranking::rows_of;

TEST(RankedLabels, are_those_with_enough_words_or_all) {
  const std::vector<Index> counts = {5, 100, 0, 99, 2000};
  EXPECT_EQ(ranked_labels(counts, 100), (std::vector<Index>{1, 4}));
  EXPECT_EQ(ranked_labels(counts, 0), (std::vector<Index>{0, 1, 2, 3, 4}));
  EXPECT_EQ(ranked_labels(counts, 3000), (std::vector<Index>{0, 1, 2, 3, 4})) << "none has as many";
  EXPECT_TRUE(ranked_labels({}, 0).empty());
}

TEST(RankedLabels, rows_are_theirs) {
  Matrix weights(3, 2);
  weights << 1, 2, 3, 4, 5, 6;
  Matrix expected(2, 2);
  expected << 1, 2, 5, 6;
  EXPECT_EQ(rows_of(weights, std::vector<Index>{0, 2}), expected);
}

/// 15 labels with weights on 120 planted neurons, and others whose weights are noise, as those of rare labels are.
class RareLabels : public testing::Test {
 protected:
  static constexpr Index signal = 15, neurons = 1000, planted = 120;

  /// Planted ones among the top 120. @param empty number of labels without signal  @param min_count as in a grid
  static Index found(Index empty, Index min_count) {
    Random random(5);
    Matrix weights(signal + empty, neurons);
    std::vector<Index> counts;
    for (Index label = 0; label < weights.rows(); ++label) {
      counts.push_back(label < signal ? 500 : 20);
      for (Index n = 0; n < neurons; ++n) {
        const float noise = random.uniform(0.0f, 0.1f);
        weights(label, n) = noise + (label < signal && n < planted ? random.uniform(0.2f, 1.0f) : 0.0f);
      }
    }
    const Matrix rows = rows_of(weights, ranked_labels(counts, min_count));
    const auto top_neurons =
        ranking::top(ranking::rank_by_weight_mass({rows.data(), rows.rows(), rows.cols()}), planted);
    return std::count_if(top_neurons.begin(), top_neurons.end(), [](Index n) { return n < planted; });
  }
};

TEST_F(RareLabels, do_not_push_planted_neurons_from_the_top) {
  EXPECT_EQ(found(0, 100), planted);
  EXPECT_EQ(found(100, 100), planted);
  EXPECT_LT(found(100, 0), planted * 2 / 3) << "the paper's ranking";
}

}  // namespace
}  // namespace neurank::analysis
