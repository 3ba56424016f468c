#include "run/neurox_text.hpp"

#include <gtest/gtest.h>

#include "support/refusal.hpp"

namespace neurank::run {
namespace {

class NeuroxTextTest : public testing::Test {
 protected:
  NeuroxText text(Range split) const { return neurox_text({words_, offsets_, labels_, valid_, used_}, split); }

  // Two sentences of train, three of dev.
  std::vector<std::string> words_ = {"The", "New York", "cat", "sat", "a", "b", "c", "d", "e\u00a0f"};
  std::vector<Index> offsets_ = {0, 3, 4, 6, 7, 9};
  corpus::EncodedLabels labels_ = {{"DT", "N N", "VB"}, 2, {0, 1, 1, -1, 0, -1, -1, 2, 0}};
  std::vector<std::uint8_t> valid_ = {1, 1, 0, 1, 1, 1, 1, 1, 1};
  std::vector<std::uint8_t> used_ = {1, 1, 0, 0, 1, 0, 0, 1, 1};
};

std::vector<std::string> lines_of(const NeuroxText& text) {
  std::vector<std::string> lines;
  for (const WordNote& one : text.notes)
    lines.push_back(std::to_string(one.sentence) + ":" + std::to_string(one.word) + " " + one.text + ": " + one.note);
  return lines;
}

TEST_F(NeuroxTextTest, has_the_words_that_probes_use_and_a_note_on_each_other) {
  const NeuroxText train = text({0, 4});
  EXPECT_EQ(train.word_file, "The New_York\n");
  EXPECT_EQ(train.label_file, "DT N_N\n");
  EXPECT_EQ(train.sentences, (std::vector<std::vector<Index>>{{0, 1}}));
  EXPECT_EQ(train.words, (std::vector<std::string>{"The", "New_York"}));
  EXPECT_EQ(lines_of(train), (std::vector<std::string>{"1:2 New York: written as New_York", "1:3 cat: no vector",
                                                       "2:1 sat: left out by the task"}));
  EXPECT_EQ(train.longest(), 2);
  EXPECT_EQ(train.without_vector(), 1);
  EXPECT_EQ(train.left_out(), 1);
}

TEST_F(NeuroxTextTest, counts_sentences_by_split_and_leaves_out_those_without_a_word) {
  const NeuroxText dev = text({4, 9});
  EXPECT_EQ(dev.word_file, "a\nd e_f\n");
  EXPECT_EQ(dev.label_file, "DT\nVB DT\n");
  EXPECT_EQ(dev.sentences, (std::vector<std::vector<Index>>{{4}, {7, 8}}));
  EXPECT_EQ(lines_of(dev), (std::vector<std::string>{"1:2 b: left out by the task", "2:1 c: left out by the task",
                                                     "3:2 e\u00a0f: written as e_f"}));
}

TEST_F(NeuroxTextTest, labels_that_become_one_are_refused) {
  labels_.names = {"A B", "A_B", "C"};
  EXPECT_EQ(test::refusal(
                [&] {
                  text({0, 4});
                },
                Cause::input),
            "labels \"A B\" and \"A_B\" are the same without white space, which NeuroX's files cannot hold; name one "
            "of them otherwise in the corpus");
}

TEST(WithoutWhiteSpace, parts_where_python_parts) {
  EXPECT_EQ(without_white_space("a\tb\x1f\x63\u0085d\u3000e\u2028\u202f"), "a_b_c_d_e__");
  EXPECT_EQ(without_white_space("\u200b\u00e9\u2060"), "\u200b\u00e9\u2060") << "these are none";
}

}  // namespace
}  // namespace neurank::run
