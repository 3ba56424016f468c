#include "analysis/repeated_sentences.hpp"

#include <gtest/gtest.h>

namespace neurank::analysis {
namespace {

TEST(RepeatedSentences, are_those_that_stand_in_training_word_for_word) {
  const std::vector<std::string> words = {"a", "b", "c", "a", "ab",        // training: a b c | a | ab
                                          "a", "b", "c", "b", "a",  "ab",  // test: a b c | b | a ab
                                          "a", "a"};                       // two more: a | a
  const std::vector<Index> offsets = {0, 3, 4, 5, 8, 9, 11, 12, 13};
  const auto found = repeated_sentences(words, offsets, {0, 5}, {5, 13});
  EXPECT_EQ(found.sentences, 5);
  EXPECT_EQ(found.repeated, 3) << "a b c, and a twice; \"a ab\" is no sentence of training, though its words are";
  EXPECT_EQ(repeated_sentences(words, offsets, {0, 5}, {5, 5}).sentences, 0);
  EXPECT_EQ(repeated_sentences(words, offsets, {5, 13}, {0, 5}).repeated, 2) << "a b c and a, not ab";
}

}  // namespace
}  // namespace neurank::analysis
