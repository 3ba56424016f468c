#include "report/text_table.hpp"

#include <gtest/gtest.h>

namespace neurank::report {
namespace {

TEST(TextTable, aligns_words_left_and_numbers_right) {
  EXPECT_EQ(
      text_table({"cell", "all", "top %", "note"},
                 {{"bert/pos/raw", "0.9512", "9.1%", "ok"}, {"bert/chunk/raw", "-", "100%", ""}, {"x", "1", "", "3"}}),
      "cell               all  top %  note\n"
      "--------------  ------  -----  ----\n"
      "bert/pos/raw    0.9512   9.1%  ok\n"
      "bert/chunk/raw       -   100%\n"
      "x                    1         3\n");
}

TEST(TextTable, counts_code_points_not_bytes) {
  EXPECT_EQ(text_table({"mot", "n"}, {{"na\xc3\xafve", "1"}, {"\xe2\x82\xac", "10"}, {"abcde", "-2"}}),
            "mot     n\n"
            "-----  --\n"
            "na\xc3\xafve   1\n"
            "\xe2\x82\xac      10\n"
            "abcde  -2\n");
}

TEST(TextTable, a_column_with_one_word_is_no_column_of_numbers) {
  EXPECT_EQ(text_table({"value"}, {{"1"}, {"1a"}, {"100"}}), "value\n-----\n1\n1a\n100\n");
}

TEST(TextTable, a_column_without_values_is_left_aligned) {
  EXPECT_EQ(text_table({"abc", "d"}, {{"-", ""}}), "abc  d\n---  -\n-\n");
}

TEST(TextTable, without_rows_is_header_and_rule) { EXPECT_EQ(text_table({"a", "bc"}, {}), "a  bc\n-  --\n"); }

}  // namespace
}  // namespace neurank::report
