#include "tokenizer/word_piece.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace neurank::tokenizer {
namespace {

using Strings = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;
using Spans = std::vector<PieceSpan>;

const Strings toy = {"[PAD]",    "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff",  "##able",
                     "##a",      "a",     "b",     "##b",   ",",      "'",  "\u4e2d", "\u00e9",
                     "##\u00e9", "i",     "##ng",  "##",    "\u0301", "."};

WordPiece cased() {
  return WordPiece(Vocabulary(toy), {.lower_case = false, .strip_accents = false, .kept = {"[MASK]", "[UNK]", "[X]"}});
}

Strings pieces(const Tokenizer& tokenizer, const TokenizedSentence& sentence) {
  Strings result;
  for (std::int32_t id : sentence.ids) result.push_back(tokenizer.spell({&id, 1}));
  return result;
}

Strings pieces_of(const std::string& word) {
  const WordPiece tokenizer = cased();
  return pieces(tokenizer, tokenizer.tokenize(Strings{word}));
}

TEST(WordPiece, takes_the_longest_piece_from_left_to_right) {
  EXPECT_EQ(pieces_of("unaffable"), (Strings{"un", "##aff", "##able"}));
  EXPECT_EQ(pieces_of("ab\u00e9"), (Strings{"a", "##b", "##\u00e9"}));
  EXPECT_EQ(pieces_of("\u00e9"), (Strings{"\u00e9"}));
}

TEST(WordPiece, a_token_that_cannot_be_spelled_whole_is_unknown_whole) {
  EXPECT_EQ(pieces_of("unaffx"), (Strings{"[UNK]"}));
  EXPECT_EQ(pieces_of("xun"), (Strings{"[UNK]"}));
  EXPECT_EQ(pieces_of("un,xx"), (Strings{"un", ",", "[UNK]"})) << "the tokens beside it are not";
  EXPECT_EQ(pieces_of("\u00ea"), (Strings{"[UNK]"})) << "no piece is matched inside a character";
}

TEST(WordPiece, a_token_of_more_than_100_characters_is_unknown) {
  EXPECT_EQ(pieces_of(std::string(100, 'a')).size(), 100u);
  EXPECT_EQ(pieces_of(std::string(101, 'a')), (Strings{"[UNK]"}));
  std::string accented;
  for (int i = 0; i < 100; ++i) accented += "\u00e9";
  EXPECT_EQ(pieces_of(accented).size(), 100u) << "characters count, not bytes";
  EXPECT_EQ(pieces_of(accented + "a"), (Strings{"[UNK]"}));
}

TEST(WordPiece, words_and_pieces_are_aligned) {
  const WordPiece tokenizer = cased();
  const auto sentence = tokenizer.tokenize(Strings{"unaffable", "a\u4e2d'b", "\u200b", "zzz", "[MASK]", ""});
  EXPECT_EQ(pieces(tokenizer, sentence),
            (Strings{"un", "##aff", "##able", "a", "\u4e2d", "'", "b", "[UNK]", "[MASK]"}));
  EXPECT_EQ(sentence.ids, (std::vector<std::int32_t>{5, 6, 7, 9, 14, 13, 10, 1, 4}));
  EXPECT_EQ(sentence.words, (Spans{{0, 3}, {3, 7}, {7, 7}, {7, 8}, {8, 9}, {9, 9}}));
}

TEST(WordPiece, an_empty_sentence_has_no_pieces) {
  const auto sentence = cased().tokenize({});
  EXPECT_TRUE(sentence.ids.empty());
  EXPECT_TRUE(sentence.words.empty());
}

TEST(WordPiece, a_special_piece_that_the_vocabulary_lacks_is_ordinary_text) {
  EXPECT_EQ(pieces_of("[X]"), (Strings{"[UNK]", "[UNK]", "[UNK]"}));
}

TEST(WordPiece, framing_and_unknown_come_from_the_vocabulary) {
  const WordPiece tokenizer = cased();
  EXPECT_EQ(tokenizer.framing().before, (std::vector<std::int32_t>{2}));
  EXPECT_EQ(tokenizer.framing().after, (std::vector<std::int32_t>{3}));
  EXPECT_EQ(tokenizer.unknown_id(), 1);
}

TEST(WordPiece, the_last_of_several_equal_pieces_counts) {
  const WordPiece tokenizer(Vocabulary({"[UNK]", "[CLS]", "[SEP]", "a", "##b", "a", "##b"}), {});
  EXPECT_EQ(tokenizer.tokenize(Strings{"ab"}).ids, (std::vector<std::int32_t>{5, 6}));
  EXPECT_EQ(tokenizer.spell(Ids{3}), "a");
}

TEST(WordPiece, a_vocabulary_is_lower_cased_when_no_piece_outside_brackets_has_a_capital) {
  EXPECT_TRUE(is_lower_cased(Vocabulary({"[UNK]", "[unused1]", "a", "##b", "\u211d"})));  // a letter without lower case
  EXPECT_FALSE(is_lower_cased(Vocabulary({"[UNK]", "a", "##B"})));
  EXPECT_FALSE(is_lower_cased(Vocabulary({"\u0416"})));
}

/// What no input may break: spans are in order, touch each other, and cover all ids; every id has a piece.
void expect_exact_cover(const Tokenizer& tokenizer, const Strings& words) {
  const TokenizedSentence sentence = tokenizer.tokenize(words);
  ASSERT_EQ(sentence.words.size(), words.size());
  std::int32_t position = 0;
  for (const PieceSpan& span : sentence.words) {
    EXPECT_EQ(span.begin, position);
    EXPECT_GE(span.end, span.begin);
    position = span.end;
  }
  EXPECT_EQ(position, static_cast<std::int32_t>(sentence.ids.size()));
  for (std::int32_t id : sentence.ids) EXPECT_LT(static_cast<std::size_t>(id), toy.size());
}

/// A word is tokenised as it stands, whatever stands beside it.
void expect_independence(const Tokenizer& tokenizer, const Strings& words) {
  const TokenizedSentence sentence = tokenizer.tokenize(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto [begin, end] = sentence.words[i];
    const std::vector<std::int32_t> inside(sentence.ids.begin() + begin, sentence.ids.begin() + end);
    EXPECT_EQ(tokenizer.tokenize(Strings{words[i]}).ids, inside) << words[i];
  }
}

TEST(WordPiece, spans_cover_all_pieces_of_nasty_input) {
  const Strings nasty = {"e\u0301\u0301\u0301",
                         "\u0301",
                         "\U0001f468\u200d\U0001f469\u200d\U0001f467",
                         "\u200d",
                         std::string("\0", 1),
                         std::string("a\0b", 3),
                         "\x01\x02\x7f",
                         "\U0001f600a\U0001f600",
                         "\u4e2da\u6587",
                         std::string(300, 'a'),
                         std::string(300, ','),
                         "\ue000\U00100000",
                         "\ufffd",
                         "\ufeff",
                         "\u0130\u03a3",
                         "a\u00a0b\u2028c",
                         "[MASK][mask][MASK",
                         "##a",
                         "\xff\xc3",
                         "\xed\xa0\x80",
                         " ",
                         "",
                         "\uac00\u1100",
                         "\u202e"
                         "ab"};
  for (bool fold : {false, true}) {
    const WordPiece tokenizer(Vocabulary(toy), {.lower_case = fold, .strip_accents = fold, .kept = {"[MASK]"}});
    expect_exact_cover(tokenizer, nasty);
    expect_independence(tokenizer, nasty);
    for (const std::string& word : nasty) expect_exact_cover(tokenizer, {word, "a", word});
  }
}

#ifndef NDEBUG
TEST(WordPiece, a_vocabulary_without_its_special_pieces_breaks_the_contract) {
  EXPECT_THROW(WordPiece(Vocabulary({"a"}), {}), std::logic_error);
  EXPECT_THROW(cased().spell(Ids{1000}), std::logic_error);
  EXPECT_THROW(cased().spell(Ids{-1}), std::logic_error);
}
#endif

}  // namespace
}  // namespace neurank::tokenizer
