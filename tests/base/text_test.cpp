#include "base/text.hpp"

#include <gtest/gtest.h>

namespace neurank {
namespace {

TEST(Text, split_whitespace_takes_any_run_of_blanks) {
  EXPECT_EQ(split_whitespace(" a\t b  c\r\n"), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_TRUE(split_whitespace(" \t").empty());
}

TEST(Text, invalid_utf8_names_the_first_bad_byte) {
  EXPECT_EQ(invalid_utf8("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80"), std::nullopt);
  EXPECT_EQ(invalid_utf8("ab\xff"), 2u);
  EXPECT_EQ(invalid_utf8("\xc0\xaf"), 0u) << "overlong";
  EXPECT_EQ(invalid_utf8("a\xed\xa0\x80"), 1u) << "surrogate";
  EXPECT_EQ(invalid_utf8("a\xe2\x82"), 1u) << "cut off";
  EXPECT_EQ(invalid_utf8("\xf4\x90\x80\x80"), 0u) << "beyond U+10FFFF";
}

TEST(Text, nearest_suggests_only_what_is_near) {
  const std::vector<std::string> keys = {"epochs", "batch", "learning_rate"};
  EXPECT_EQ(nearest("epoch", keys), "epochs");
  EXPECT_EQ(nearest("learning-rate", keys), "learning_rate");
  EXPECT_EQ(nearest("zebra", keys), std::nullopt);
}

TEST(Text, to_text_reads_back_exactly) {
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(to_text(1e-7), "1e-07");
  EXPECT_EQ(std::stod(to_text(1.0 / 3)), 1.0 / 3);
}

TEST(Text, split_keeps_empty_parts) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("a\tb c\t", '\t'), (Parts{"a", "b c", ""}));
  EXPECT_EQ(split("|", '|'), (Parts{"", ""}));
  EXPECT_EQ(split("", '|'), Parts{""});
}

TEST(Text, in_quotes_cuts_long_texts_between_characters) {
  EXPECT_EQ(in_quotes("a"), "\"a\"");
  const std::string almost(79, 'a');
  EXPECT_EQ(in_quotes(almost + "\u00e9"), "\"" + almost + "...\"");
}

TEST(Text, line_of_counts_from_one) {
  EXPECT_EQ(line_of("ab\ncd\n", 0), 1);
  EXPECT_EQ(line_of("ab\ncd\n", 2), 1) << "the line end belongs to its line";
  EXPECT_EQ(line_of("ab\ncd\n", 3), 2);
  EXPECT_EQ(line_of("ab\ncd", 99), 2);
}

TEST(Text, bytes_text_picks_a_readable_unit) {
  EXPECT_EQ(bytes_text(512), "512 B");
  EXPECT_EQ(bytes_text(std::uint64_t{4} << 30), "4.0 GiB");
  EXPECT_EQ(bytes_text(150 * 1024), "150 KiB");
}

}  // namespace
}  // namespace neurank
