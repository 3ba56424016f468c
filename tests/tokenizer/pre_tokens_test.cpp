#include "tokenizer/pre_tokens.hpp"

#include <gtest/gtest.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using test::Strings;

Strings pre_tokens(std::u32string_view text) {
  Strings parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = pre_token_end(text, begin);
    parts.push_back(to_utf8(text.substr(begin, end - begin)));
    begin = end;
  }
  return parts;
}

/// The published regular expression, run by ICU.
Strings by_expression(std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString expression(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|)"
                                      R"(\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+)");
  const icu::UnicodeString input = icu::UnicodeString::fromUTF8(to_utf8(text));
  icu::RegexMatcher matcher(expression, input, 0, status);
  Strings parts;
  while (matcher.find(status)) matcher.group(status).toUTF8String(parts.emplace_back());
  EXPECT_TRUE(U_SUCCESS(status));
  return parts;
}

TEST(PreTokens, words_take_the_blank_before_them_along) {
  EXPECT_EQ(pre_tokens(U"a bc, 12x"), (Strings{"a", " bc", ",", " 12", "x"}));
}

TEST(PreTokens, contractions_are_cut_off_in_small_letters_only) {
  EXPECT_EQ(pre_tokens(U"we've I'll he'S d'etre 'd"),
            (Strings{"we", "'ve", " I", "'ll", " he", "'", "S", " d", "'", "etre", " '", "d"}));
  EXPECT_EQ(pre_tokens(U"'tis"), (Strings{"'t", "is"}));
}

TEST(PreTokens, white_space_leaves_its_last_character_to_what_follows) {
  EXPECT_EQ(pre_tokens(U"a   b"), (Strings{"a", "  ", " b"}));
  EXPECT_EQ(pre_tokens(U"a\t\tb"), (Strings{"a", "\t", "\t", "b"}));
  EXPECT_EQ(pre_tokens(U" \u00a0b  "), (Strings{" ", "\u00a0", "b", "  "}));
}

TEST(PreTokens, are_those_of_the_regular_expression) {
  Random random(1);
  for (int i = 0; i < 3000; ++i) {
    const std::u32string text = test::random_text(random, 30);
    EXPECT_EQ(pre_tokens(text), by_expression(text)) << to_utf8(text);
  }
}

}  // namespace
}  // namespace neurank::tokenizer
