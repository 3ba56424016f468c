#include "analysis/label_counts.hpp"

#include <gtest/gtest.h>

namespace neurank::analysis {
namespace {

TEST(LabelCounts, training_words_with_a_vector) {
  const corpus::EncodedLabels labels{{"A", "B", "C", "only in test"}, 3, {0, 1, 1, 2, 0, /* test: */ 3, 0}};
  const std::vector<std::uint8_t> valid = {1, 1, 1, 0, 1, 1, 1};
  EXPECT_EQ(training_counts(valid, labels, {0, 5}), (std::vector<Index>{2, 2, 0}));
}

TEST(LabelCounts, frequent_labels_reach_the_count) {
  const std::vector<Index> counts = {100, 99, 0, 500};
  EXPECT_EQ(frequent_labels(counts, 100), (std::vector<Index>{0, 3}));
  EXPECT_EQ(frequent_labels(counts, 0), (std::vector<Index>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace neurank::analysis
