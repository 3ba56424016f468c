#include "run/facts.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/refusal.hpp"

namespace neurank::run {
namespace {

using Names = std::vector<std::string>;

class FactsOfTask : public testing::Test {
 protected:
  FactsOfTask() {
    corpus_.text.words = {"a", "b", "c", "d", "e", "f", "g"};
    corpus_.text.sentence_offsets = {0, 4, 5, 7};
    corpus_.text.columns["number"] = {"_", "Sing", "Plur", "_", "Dual", "Sing", "_"};
    corpus_.splits = {Range{0, 4}, Range{4, 5}, Range{5, 7}};
  }

  TaskFacts facts(const Names& ignore) const {
    return task_facts({.name = "num", .corpus = "ud", .column = "number", .level = "", .ignore = ignore}, corpus_, 1);
  }

  std::string refusal(const Names& ignore, Cause cause) const {
    return test::refusal([&] { facts(ignore); }, cause);
  }

  corpus::Corpus corpus_;
};

TEST_F(FactsOfTask, labels_and_words_of_the_corpus) {
  EXPECT_EQ(facts({}).labels, 3);
  EXPECT_EQ(facts({}).words, (std::array<Index, 3>{4, 1, 2}));
}

TEST_F(FactsOfTask, ignored_labels_and_their_words_do_not_count) {
  EXPECT_EQ(facts({"_"}).labels, 2);
  EXPECT_EQ(facts({"_"}).words, (std::array<Index, 3>{2, 1, 1}));
}

TEST_F(FactsOfTask, a_label_that_no_word_has_cannot_be_ignored) {
  EXPECT_EQ(refusal({"_", "sing"}, Cause::usage),
            "task num: column number of corpus ud has no label \"sing\" to ignore; did you mean Sing?");
  EXPECT_EQ(
      refusal({"Paucal"}, Cause::usage),
      "task num: column number of corpus ud has no label \"Paucal\" to ignore; write a label as the corpus has it");
}

TEST_F(FactsOfTask, two_training_labels_must_be_left) {
  EXPECT_EQ(refusal({"_", "Plur"}, Cause::input),
            "task num: column number of corpus ud has a single label in its training words besides those that the task "
            "leaves out (a "
            "probe needs at least two); check where the column is found and what the task leaves out");
  EXPECT_NE(refusal({"_", "Plur", "Sing"}, Cause::input).find("no label in its training words"), std::string::npos);
}

TEST_F(FactsOfTask, words_must_be_left_in_every_split) {
  EXPECT_EQ(
      refusal({"Dual"}, Cause::input),
      "task num: column number of corpus ud has no label in its dev words besides those that the task leaves out; "
      "leave out less");
  corpus_.splits = {Range{0, 4}, Range{4, 4}, Range{4, 7}};
  EXPECT_EQ(facts({"Dual"}).words, (std::array<Index, 3>{4, 0, 2})) << "a split that is not there lacks nothing";
}

}  // namespace
}  // namespace neurank::run
