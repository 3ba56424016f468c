#include "tokenizer/sentence_json.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "base/error.hpp"
#include "support/refusal.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

WordPiece toy() {
  return WordPiece(Vocabulary({"[UNK]", "[CLS]", "[SEP]", "na", "##\u00efve", "\"", "a"}), {true, false});
}

std::string written(const std::string& lines) {
  std::istringstream in(lines);
  std::ostringstream out;
  write_sentences(toy(), in, "input", out);
  return out.str();
}

TEST(SentenceJson, spans_are_positions_among_the_framed_pieces) {
  EXPECT_EQ(sentence_json(toy(), std::vector<std::string>{"na\u00efve", "\u200b", "\"a"}),
            "{\"words\":[\"na\u00efve\",\"\u200b\",\"\\\"a\"],"
            "\"pieces\":[\"[CLS]\",\"na\",\"##\u00efve\",\"\\\"\",\"a\",\"[SEP]\"],"
            "\"ids\":[1,3,4,5,6,2],\"spans\":[[1,3],[3,3],[3,5]]}");
}

TEST(SentenceJson, every_line_gives_one_sentence) {
  const std::string empty = R"({"words":[],"pieces":["[CLS]","[SEP]"],"ids":[1,2],"spans":[]})";
  const std::string one = R"({"words":["a"],"pieces":["[CLS]","a","[SEP]"],"ids":[1,6,2],"spans":[[1,2]]})";
  EXPECT_EQ(written(" a\r\n\na"), one + "\n" + empty + "\n" + one + "\n");
  EXPECT_EQ(written(""), "");
}

TEST(SentenceJson, words_are_cut_at_any_white_space) {
  EXPECT_NE(written("a \t a\n").find(R"("words":["a","a"])"), std::string::npos);
}

TEST(SentenceJson, a_line_that_is_not_utf8_is_refused_with_its_number) {
  EXPECT_EQ(test::refusal([] { written("a\nb\xff\n"); }, Cause::input),
            "input:2: not UTF-8; convert the text to UTF-8");
}

}  // namespace
}  // namespace neurank::tokenizer
