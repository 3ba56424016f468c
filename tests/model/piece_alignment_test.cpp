#include "model/piece_alignment.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/cast.hpp"
#include "letter_tokenizer.hpp"
#include "support/refusal.hpp"

namespace neurank::model {
namespace {

using Words = std::vector<std::string>;

/// Reads letters in sequences of at most 6 pieces, framing included.
const ModelShape shape = {
    .family = "letters", .layers = 1, .width = 1, .layer_names = {"embeddings"}, .max_pieces = 6, .vocabulary = 30};
const Words words = {"abc", "-", "b?", "--", "-", "abcd", "e"};
const std::vector<Index> offsets = {0, 3, 5, 5, 7};

TEST(Alignment, every_word_and_piece_is_counted_once) {
  const Alignment found = align(shape, test::LetterTokenizer(), words, offsets);
  EXPECT_EQ(found.sentences, 4);
  EXPECT_EQ(found.words, 7);
  EXPECT_EQ(found.pieces, 10);
  EXPECT_EQ(found.unknown_pieces, 1);
  EXPECT_EQ(found.windowed_sentences, 2) << "both of 5 pieces, in sequences that have room for 4";
  EXPECT_EQ(found.words_by_pieces, (std::vector<Index>{3, 1, 1, 1, 1}));
  EXPECT_EQ(found.words_without_pieces, (std::map<std::string, Index>{{"-", 2}, {"--", 1}}));
  EXPECT_EQ(found.words_with_unknown, (std::map<std::string, Index>{{"b?", 1}}));
}

TEST(Alignment, json_holds_counts_and_the_most_frequent_words) {
  const auto json = nlohmann::json::parse(to_json(align(shape, test::LetterTokenizer(), words, offsets)));
  EXPECT_EQ(json["words"], 7);
  EXPECT_EQ(json["words_without_pieces"], 3);
  EXPECT_EQ(json["words_with_unknown_pieces"], 1);
  EXPECT_EQ(json["words_by_pieces"], (std::vector<Index>{3, 1, 1, 1, 1}));
  EXPECT_EQ(json["most_frequent"]["without_pieces"][0]["word"], "-");
  EXPECT_EQ(json["most_frequent"]["without_pieces"][0]["count"], 2);
  EXPECT_EQ(json["most_frequent"]["with_unknown_pieces"].size(), 1u);
}

TEST(Alignment, parts_that_are_written_and_read_add_up_to_the_whole) {
  Alignment sum;
  for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
    const auto of_sentence = std::span(words).subspan(to_size(offsets[s]), to_size(offsets[s + 1] - offsets[s]));
    const std::vector<Index> whole = {0, to_index(of_sentence.size())};
    const auto part = alignment_of_json(to_json(align(shape, test::LetterTokenizer(), of_sentence, whole), SIZE_MAX));
    ASSERT_TRUE(part);
    add(sum, *part);
  }
  EXPECT_EQ(to_json(sum), to_json(align(shape, test::LetterTokenizer(), words, offsets)));
}

TEST(Alignment, a_text_without_all_counts_is_not_read) {
  const std::string whole = to_json(align(shape, test::LetterTokenizer(), words, offsets), SIZE_MAX);
  EXPECT_TRUE(alignment_of_json(whole));
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 3})
    EXPECT_FALSE(alignment_of_json(whole.substr(0, length))) << length;
  EXPECT_FALSE(alignment_of_json(to_json(align(shape, test::LetterTokenizer(), words, offsets), 1)))
      << "some words are not listed";
  EXPECT_FALSE(alignment_of_json("[]"));
}

/// What a model of this shape says to the letters.
std::string refusal(const ModelShape& other) {
  return test::refusal([&] { align(other, test::LetterTokenizer(), words, offsets); });
}

TEST(Alignment, a_tokenizer_of_another_model_is_refused) {
  ModelShape other = shape;
  other.vocabulary = 6;
  EXPECT_EQ(refusal(other),
            "the tokenizer gives piece id 6, but the model's vocabulary has only 6 pieces; is the vocabulary file of "
            "the same model as the weights?");
  other = shape;
  other.ids_per_piece = 50;
  EXPECT_EQ(refusal(other).substr(0, 61), "a model of family letters cannot read what this tokenizer mak");
  other = shape;
  other.max_pieces = 2;
  EXPECT_EQ(refusal(other), "the model reads at most 2 pieces, and its framing alone has 2");
}

}  // namespace
}  // namespace neurank::model
