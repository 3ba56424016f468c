#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

class Pipe : public test::ReaderTest {
 protected:
  Pipe() : ReaderTest({.format = Format::pipe, .columns = {{"pos", "pos"}, {"ccg", "category"}}}) {}
};

TEST_F(Pipe, reads_one_sentence_a_line) {
  const TaggedText text = read("The|DT|NP/N  cat|NN|N\nIt|PRP|NP\truns|VBZ|S\\NP .|.|.\n");
  EXPECT_EQ(text.words, (Strings{"The", "cat", "It", "runs", "."}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 5}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"DT", "NN", "PRP", "VBZ", "."}));
  EXPECT_EQ(text.columns.at("ccg"), (Strings{"NP/N", "N", "NP", "S\\NP", "."}));
}

TEST_F(Pipe, tokens_are_cut_from_the_right) {
  const TaggedText text = read("a|X|Y a|b|X|Y ||X|Y |||X|Y");
  EXPECT_EQ(text.words, (Strings{"a", "a|b", "|", "||"}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"X", "X", "X", "X"}));
}

TEST_F(Pipe, the_first_token_tells_the_number_of_fields) {
  settings.columns = {{"last", "3"}};
  EXPECT_EQ(read("a|b|c|d e|f|g|h\n").columns.at("last"), (Strings{"d", "h"}));
  settings.columns = {{"tag", "1"}};
  EXPECT_EQ(read("a|b c|d").columns.at("tag"), (Strings{"b", "d"}));
  settings.columns = {};
  EXPECT_EQ(read("a b").words, (Strings{"a", "b"}));
}

TEST_F(Pipe, comments_before_the_first_sentence_and_blank_lines_are_left_out) {
  const TaggedText text = read("# made by\n# hand\n\n\na|X|Y\r\n\r\n#|X|Y b|X|Y\n");
  EXPECT_EQ(text.words, (Strings{"a", "#", "b"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 3}));
}

TEST_F(Pipe, a_token_of_fewer_fields_is_refused_with_its_line) {
  const std::string remedy = ", but the file's first has 3; correct the token";
  EXPECT_EQ(refusal("a|X|Y\nb|X|Y c|X d|X|Y\n"), "FILE:2: the token \"c|X\" has 2 fields" + remedy);
  EXPECT_EQ(refusal("a|X|Y\n# b|X|Y\n"), "FILE:2: the token \"#\" has 1 field" + remedy);
  EXPECT_EQ(refusal("\n\na|b c|d"),
            "FILE:3: 2 columns, but 'ccg' is expected in column 2 (the first is 0); "
            "correct the line or the column numbers of the corpus");
}

TEST_F(Pipe, an_empty_field_is_refused) {
  EXPECT_EQ(refusal("a|X|Y |X|Y\n"), "FILE:1: the word is empty; correct the line");
  EXPECT_EQ(refusal("a|X|Y b||Y\n"), "FILE:1: 'pos' is empty; correct the line");
  EXPECT_EQ(refusal("a|X|\n"), "FILE:1: 'ccg' is empty; correct the line");
}

}  // namespace
}  // namespace neurank::corpus
