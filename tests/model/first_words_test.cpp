#include "model/first_words.hpp"

#include <gtest/gtest.h>

#include "model/piece_alignment.hpp"

namespace neurank::model {
namespace {

/// Two sentences, of one and of three words; vectors [1, 0] times a length.
FirstWords lengths_of(const std::vector<float>& first_layer, const std::vector<float>& second_layer) {
  const std::vector<Index> sentences = {0, 1, 4}, words = {0, 1, 2, 3};
  FirstWordLengths lengths(sentences, 2);
  Index layer = 0;
  for (const auto& of_layer : {first_layer, second_layer}) {
    Matrix states = Matrix::Zero(4, 2);
    for (Index i = 0; i < 4; ++i) states(i, i % 2) = of_layer[static_cast<std::size_t>(i)];
    lengths.take(words, layer++, ConstMatrixView(states.data(), 4, 2));
  }
  return lengths.result();
}

TEST(FirstWords, are_held_against_the_others_layer_by_layer) {
  const FirstWords words = lengths_of({30, -10, 2, 2}, {6, 6, 3, 3});
  EXPECT_EQ(words.first, 2);
  EXPECT_EQ(words.others, 2);
  EXPECT_DOUBLE_EQ(words.ratio(0), 10);
  EXPECT_DOUBLE_EQ(words.ratio(1), 2);
  EXPECT_DOUBLE_EQ(words.largest_ratio().value(), 10);
  EXPECT_FALSE(FirstWords{}.largest_ratio());
}

TEST(FirstWords, of_parts_add_up_and_survive_as_json) {
  Alignment whole, part;
  part.first_words = lengths_of({30, -10, 2, 2}, {6, 6, 3, 3});
  part.words = 4;
  const auto read = alignment_of_json(to_json(part, SIZE_MAX));
  ASSERT_TRUE(read && read->first_words);
  add(whole, *read);
  add(whole, part);
  EXPECT_EQ(whole.first_words->first, 4);
  EXPECT_DOUBLE_EQ(whole.first_words->largest_ratio().value(), 10);
  EXPECT_EQ(warnings(whole),
            (std::vector<std::string>{"vectors of first words are up to 10 times as long as those of the "
                                      "others, because the model reads no start token"}));
  EXPECT_NE(to_json(whole).find("\"largest\": 10"), std::string::npos);
}

TEST(FirstWords, that_are_not_much_longer_need_no_warning) {
  Alignment alignment;
  alignment.first_words = lengths_of({9, 9, 2, 2}, {6, 6, 3, 3});
  EXPECT_TRUE(warnings(alignment).empty());
  EXPECT_EQ(to_json(Alignment{}).find("first_words"), std::string::npos) << "of other models nothing is said";
}

}  // namespace
}  // namespace neurank::model
