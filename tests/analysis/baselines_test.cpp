#include "analysis/baselines.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace neurank::analysis {
namespace {

TEST(Baselines, hand_computed) {
  const std::vector<std::string> words = {"a", "a", "b", "c", "a", /* split: */ "a", "b", "new", "a"};
  const std::vector<std::uint8_t> valid = {1, 1, 1, 0, 1, 1, 1, 1, 0};
  const corpus::EncodedLabels labels{{"N", "V"}, 2, {0, 0, 1, 1, 1, 1, 1, 0, 0}};
  const Baselines result = baselines(words, valid, labels, {0, 5}, {5, 9});
  EXPECT_EQ(result.words, 3) << "the last word has no vector";
  EXPECT_EQ(result.unseen_words, 1);
  // Training counts, without the c that has no vector: N 2, V 2; the tie goes to N.
  EXPECT_DOUBLE_EQ(result.majority, 1.0 / 3);
  EXPECT_DOUBLE_EQ(result.word_majority, 2.0 / 3);  // a -> N wrong, b -> V right, new -> N right
  // a has the labels N and V in training
  EXPECT_EQ(result.ambiguous_words, 1);
  EXPECT_EQ(result.ambiguous_word_majority, 0.0);
}

TEST(Baselines, new_words_go_by_their_endings) {
  const std::vector<std::string> words = {"taking", "making",          "king", "\u00e9t\u00e9s", "a", /* split: */
                                          "baking", "d\u00e9t\u00e9s", "of",   "king",           "a"};
  const std::vector<std::uint8_t> valid(words.size(), 1);
  const corpus::EncodedLabels labels{{"D", "N", "V"}, 3, {2, 2, 1, 1, 0, 2, 1, 0, 1, 0}};
  const Baselines result = baselines(words, valid, labels, {0, 5}, {5, 10});
  // N and V stand twice each: the majority is N. king and a are known.
  EXPECT_DOUBLE_EQ(result.word_majority, 3.0 / 5);
  EXPECT_DOUBLE_EQ(result.suffix_majority, 4.0 / 5) << "baking as taking; t\u00e9s by characters, not bytes; of is N";
}

TEST(Baselines, an_empty_split_has_no_words) {
  const corpus::EncodedLabels labels{{"N"}, 1, {0}};
  const Baselines result =
      baselines(std::vector<std::string>{"a"}, std::vector<std::uint8_t>{1}, labels, {0, 1}, {1, 1});
  EXPECT_EQ(result.words, 0);
  EXPECT_EQ(result.majority, 0);
  EXPECT_EQ(result.ambiguous_word_majority, std::nullopt);
}

}  // namespace
}  // namespace neurank::analysis
