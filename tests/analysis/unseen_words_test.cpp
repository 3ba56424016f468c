#include "analysis/unseen_words.hpp"

#include <gtest/gtest.h>

#include "analysis/baselines.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

TEST(UnseenWords, types_that_training_lacks) {
  const std::vector<std::string> words = {"the", "dog", "odd", /* test: */ "The", "dog", "cat", "odd", "cat", "bad"};
  const std::vector<std::uint8_t> valid = {1, 1, 0, 1, 1, 1, 1, 1, 0};
  EXPECT_EQ(unseen_words(words, valid, {0, 3}, {3, 9}), (std::vector<Index>{3, 5, 6, 7}))
      << "case counts; \"odd\" has no vector in training, \"bad\" none in the split";
  EXPECT_TRUE(unseen_words(words, valid, {0, 3}, {0, 2}).empty());
  EXPECT_EQ(unseen_words(words, valid, {0, 0}, {0, 3}), (std::vector<Index>{0, 1}));
}

TEST(UnseenWords, are_as_many_as_the_baselines_count) {
  Random random(1);
  std::vector<std::string> words;
  std::vector<std::uint8_t> valid;
  for (int i = 0; i < 2000; ++i) {
    words.push_back("type" + std::to_string(random.below(900)));
    valid.push_back(random.below(10) > 0);
  }
  const corpus::EncodedLabels labels{{"N"}, 1, std::vector<std::int32_t>(2000, 0)};
  const auto rows = unseen_words(words, valid, {0, 1000}, {1500, 2000});
  EXPECT_GT(rows.size(), 50u);
  EXPECT_EQ(static_cast<Index>(rows.size()), baselines(words, valid, labels, {0, 1000}, {1500, 2000}).unseen_words);
}

}  // namespace
}  // namespace neurank::analysis
