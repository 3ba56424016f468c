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

/// Cuts sentences with "d" otherwise.
class OtherTokenizer : public test::LetterTokenizer {
 public:
  tokenizer::TokenizedSentence tokenize(std::span<const std::string> sentence) const override {
    auto pieces = test::LetterTokenizer::tokenize(sentence);
    for (const std::string& word : sentence)
      if (word.find('d') != std::string::npos) pieces.ids[0] = 0;
    return pieces;
  }
};

TEST(Alignment, sentences_that_another_tokenizer_cuts_otherwise_are_counted) {
  test::LetterTokenizer tokenizer;
  tokenizer.set_beside(std::make_unique<OtherTokenizer>());
  const Alignment found = align(shape, tokenizer, words, offsets);
  EXPECT_EQ(found.cut_otherwise, 1);
  EXPECT_EQ(found.cut_otherwise_example, "abcd e");
  EXPECT_EQ(warnings(found),
            (Words{"no vector for 3 words", "tokenizer.json, which is not followed, cuts 1 of 4 sentences otherwise"}));
  const auto json = nlohmann::json::parse(to_json(found));
  EXPECT_EQ(json["sentences_cut_otherwise_by_tokenizer_json"], 1);
  EXPECT_EQ(json["cut_otherwise_example"], "abcd e");
  Alignment sum = align(shape, test::LetterTokenizer(), words, offsets);
  EXPECT_EQ(sum.cut_otherwise, 0);
  for (int i = 0; i < 24; ++i) add(sum, align(shape, test::LetterTokenizer(), words, offsets));
  add(sum, alignment_of_json(to_json(found, SIZE_MAX)).value());
  EXPECT_EQ(sum.cut_otherwise_example, "abcd e");
  EXPECT_EQ(warnings(sum), Words{"no vector for 78 words"}) << "one sentence of 104 is cut otherwise";
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
