#include "analysis/ambiguous_words.hpp"

#include <gtest/gtest.h>

#include "analysis/baselines.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

TEST(AmbiguousWords, types_with_several_labels_in_training) {
  const std::vector<std::string> words = {"plan", "plan", "walk", "walk", "odd", "odd", /* test: */
                                          "plan", "Plan", "walk", "odd",  "new", "plan"};
  const std::vector<std::uint8_t> valid = {1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0};
  const corpus::EncodedLabels labels{{"N", "V"}, 2, {0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0}};
  EXPECT_EQ(ambiguous_words(words, valid, labels, {0, 6}, {6, 12}), (std::vector<Index>{6}))
      << "case counts; walk has one label; the second odd and the last plan have no vector";
  EXPECT_EQ(ambiguous_words(words, valid, labels, {0, 6}, {0, 3}), (std::vector<Index>{0, 1}));
}

TEST(AmbiguousWords, are_as_many_as_the_baselines_count) {
  Random random(1);
  std::vector<std::string> words;
  std::vector<std::uint8_t> valid;
  corpus::EncodedLabels labels{{"N", "V"}, 2, {}};
  for (int i = 0; i < 2000; ++i) {
    words.push_back("type" + std::to_string(random.below(900)));
    valid.push_back(random.below(10) > 0);
    labels.ids.push_back(static_cast<std::int32_t>(random.below(2)));
  }
  const auto rows = ambiguous_words(words, valid, labels, {0, 1000}, {1500, 2000});
  EXPECT_GT(rows.size(), 50u);
  EXPECT_EQ(static_cast<Index>(rows.size()), baselines(words, valid, labels, {0, 1000}, {1500, 2000}).ambiguous_words);
}

}  // namespace
}  // namespace neurank::analysis
