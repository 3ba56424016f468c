#include "tokenizer/basic_tokenizer.hpp"

#include <gtest/gtest.h>

#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

using Strings = std::vector<std::string>;

Strings uncased(const std::string& text) { return BasicTokenizer({}).tokenize(text); }

Strings cased(const std::string& text) {
  return BasicTokenizer({.lower_case = false, .strip_accents = false, .kept = {"[UNK]", "[MASK]"}}).tokenize(text);
}

TEST(Unicode, utf8_and_code_points_are_the_same_text) {
  const std::u32string text = U"a\u00e9\u20ac\U0001f600\U0010ffff";
  EXPECT_EQ(to_code_points("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"), text);
  EXPECT_EQ(to_utf8(text), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf");
  EXPECT_EQ(to_code_points("a\xffz\xc3"), U"a\ufffdz\ufffd");
}

TEST(Unicode, lower_casing_is_full_and_knows_final_sigma) {
  EXPECT_EQ(lower_case(U"ABZ[z"), U"abz[z");
  EXPECT_EQ(lower_case(U"\u0130"), U"i\u0307") << "one character becomes two";
  EXPECT_EQ(lower_case(U"\u03a3\u039f\u03a3"), U"\u03c3\u03bf\u03c2");
  EXPECT_EQ(lower_case(U"\U00010400"), U"\U00010428") << "beyond the basic plane";
}

TEST(Unicode, accents_are_what_decomposition_makes_non_spacing_marks) {
  EXPECT_EQ(strip_accents(U"na\u00efve"), U"naive");
  EXPECT_EQ(strip_accents(U"\u1ed9"), U"o") << "two marks";
  EXPECT_EQ(strip_accents(U"\u00f8"), U"\u00f8") << "a stroke is no mark";
  EXPECT_EQ(strip_accents(U"\uac00"), U"\u1100\u1161") << "hangul stays decomposed";
  EXPECT_EQ(strip_accents(U"\u093e"), U"\u093e") << "a spacing mark (Mc) stays";
}

TEST(Unicode, ideographs_are_the_eight_blocks) {
  for (char32_t c :
       std::u32string_view(U"\u3400\u4dbf\u4e00\u9fff\uf900\ufaff\U00020000\U0002a6df\U0002ceaf\U0002f800\U0002fa1f"))
    EXPECT_TRUE(is_cjk(c)) << std::hex << static_cast<unsigned>(c);
  for (char32_t c : std::u32string_view(
           U"a\u3042\u30a2\uac00\u33ff\u4dc0\ua000\uf8ff\ufb00\U0002a6e0"))  // kana and hangul among them
    EXPECT_FALSE(is_cjk(c)) << std::hex << static_cast<unsigned>(c);
}

TEST(BasicTokenizer, removes_what_cannot_be_seen) {
  EXPECT_EQ(cased(std::string("a\0b", 3)), (Strings{"ab"}));
  EXPECT_EQ(cased("a\ufffd"
                  "b\u200d"
                  "c\u00ad"
                  "d\ue000"
                  "e\x7f\x0b"
                  "f"),
            (Strings{"abcdef"}))
      << "replacement, joiner, soft hyphen, private use, delete, vertical tab";
  EXPECT_EQ(cased("a\u0378"), (Strings{"a"})) << "unassigned";
  EXPECT_EQ(cased("\u200e\u200f"), (Strings{}));
  EXPECT_EQ(cased("a\xff"
                  "b"),
            (Strings{"ab"}))
      << "not UTF-8";
}

TEST(BasicTokenizer, cuts_at_every_kind_of_white_space) {
  EXPECT_EQ(cased(" a\tb\nc\r\nd\u00a0e\u2003f\u3000g\u2028h\u2029i "),
            (Strings{"a", "b", "c", "d", "e", "f", "g", "h", "i"}));
  EXPECT_EQ(cased(""), (Strings{}));
  EXPECT_EQ(cased(" \u00a0"), (Strings{}));
}

TEST(BasicTokenizer, each_ideograph_is_a_token_unless_that_is_off) {
  EXPECT_EQ(cased("ab\u4e2d\u6587c"), (Strings{"ab", "\u4e2d", "\u6587", "c"}));
  EXPECT_EQ(BasicTokenizer({.separate_ideographs = false}).tokenize("ab\u4e2d\u6587c"), (Strings{"ab\u4e2d\u6587"
                                                                                                 "c"}));
  EXPECT_EQ(cased("\u3042\u30a2"), (Strings{"\u3042\u30a2"}));
}

TEST(BasicTokenizer, case_and_accents_are_separate_settings) {
  const std::string text = "H\u00c9llo";
  EXPECT_EQ(BasicTokenizer({.lower_case = true, .strip_accents = true}).tokenize(text), (Strings{"hello"}));
  EXPECT_EQ(BasicTokenizer({.lower_case = true, .strip_accents = false}).tokenize(text), (Strings{"h\u00e9llo"}));
  EXPECT_EQ(BasicTokenizer({.lower_case = false, .strip_accents = true}).tokenize(text), (Strings{"HEllo"}));
  EXPECT_EQ(BasicTokenizer({.lower_case = false, .strip_accents = false}).tokenize(text), (Strings{"H\u00c9llo"}));
}

TEST(BasicTokenizer, a_decomposed_letter_is_left_as_it_is_when_accents_stay) {
  EXPECT_EQ(cased("e\u0301"), (Strings{"e\u0301"}));
  EXPECT_EQ(uncased("e\u0301"), (Strings{"e"}));
}

TEST(BasicTokenizer, a_word_of_marks_alone_vanishes_with_the_accents) {
  EXPECT_EQ(uncased("\u0301\u0302"), (Strings{}));
  EXPECT_EQ(cased("\u0301\u0302"), (Strings{"\u0301\u0302"}));
}

TEST(BasicTokenizer, punctuation_is_a_token_a_character) {
  EXPECT_EQ(cased("can't...$5"), (Strings{"can", "'", "t", ".", ".", ".", "$", "5"}));
  EXPECT_EQ(cased("\u00bfqu\u00e9?\u2014\u3002"), (Strings{"\u00bf", "qu\u00e9", "?", "\u2014", "\u3002"}));
  EXPECT_EQ(cased("5\u20ac\u00d72"), (Strings{"5\u20ac\u00d72"})) << "symbols beyond ASCII are no punctuation";
  EXPECT_EQ(uncased("a\u1fefb"), (Strings{"a", "`", "b"})) << "punctuation that only decomposition brings out";
}

TEST(BasicTokenizer, special_pieces_stay_whole_wherever_they_stand) {
  EXPECT_EQ(cased("[MASK]"), (Strings{"[MASK]"}));
  EXPECT_EQ(cased("a[MASK][UNK]b"), (Strings{"a", "[MASK]", "[UNK]", "b"}));
  EXPECT_EQ(cased("[mask]"), (Strings{"[", "mask", "]"})) << "special pieces have case";
  EXPECT_EQ(BasicTokenizer({.kept = {"[MASK]"}}).tokenize("A [MASK]"), (Strings{"a", "[MASK]"}));
  EXPECT_EQ(BasicTokenizer({.kept = {"<a", "<a>", ""}}).tokenize("x<a>y"), (Strings{"x", "<a>", "y"}))
      << "the longest at a place";
}

}  // namespace
}  // namespace neurank::tokenizer
