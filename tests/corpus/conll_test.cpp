#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

class Conll : public test::ReaderTest {
 protected:
  Conll() : ReaderTest({.columns = {{"chunk", "2"}, {"pos", "1"}}}) {}
};

TEST_F(Conll, reads_words_columns_and_sentences) {
  const TaggedText text = read("The DT B-NP\ncat NN I-NP\n\nsat VBD B-VP\n\n");
  EXPECT_EQ(text.words, (Strings{"The", "cat", "sat"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"DT", "NN", "VBD"}));
  EXPECT_EQ(text.columns.at("chunk"), (Strings{"B-NP", "I-NP", "B-VP"}));
}

TEST_F(Conll, takes_the_word_from_the_column_that_is_asked_for) {
  settings = {.word_column = 2, .columns = {{"id", "0"}}};
  const TaggedText text = read("1 x The\n2 y cat\n");
  EXPECT_EQ(text.words, (Strings{"The", "cat"}));
  EXPECT_EQ(text.columns.at("id"), (Strings{"1", "2"}));
}

TEST_F(Conll, any_white_space_parts_fields_and_blank_lines_part_sentences) {
  const TaggedText text = read("\n \t\n a\t\tX   Y \n  b X\tY\n \t \n\n\nc X Y extra fields\n");
  EXPECT_EQ(text.words, (Strings{"a", "b", "c"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.columns.at("chunk"), (Strings{"Y", "Y", "Y"}));
}

TEST_F(Conll, reads_dos_line_ends_and_a_byte_order_mark) {
  const TaggedText text = read(
      "\xef\xbb\xbf"
      "a X Y\r\n\r\nb X Z\r\n");
  EXPECT_EQ(text.words, (Strings{"a", "b"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 2}));
  EXPECT_EQ(text.columns.at("chunk"), (Strings{"Y", "Z"}));
}

TEST_F(Conll, the_last_sentence_needs_neither_blank_line_nor_line_end) {
  EXPECT_EQ(read("a X Y\n\nb X Y").sentence_offsets, (Offsets{0, 1, 2}));
  EXPECT_EQ(read("a X Y\n\nb X Y\n").sentence_offsets, (Offsets{0, 1, 2}));
}

TEST_F(Conll, number_sign_and_docstart_are_words) {
  const TaggedText text = read("# # B-NP\n-DOCSTART- -X- O\n");
  EXPECT_EQ(text.words, (Strings{"#", "-DOCSTART-"}));
}

TEST_F(Conll, a_no_break_space_belongs_to_a_word) {
  EXPECT_EQ(read("10\u00a0000 CD O\n").words, (Strings{"10\u00a0000"}));
}

TEST_F(Conll, an_empty_file_has_no_sentence) {
  EXPECT_EQ(read("").num_sentences(), 0);
  EXPECT_EQ(read("\n\r\n \n").num_sentences(), 0);
}

TEST_F(Conll, appends_to_what_is_there_and_ends_the_sentence_between_files) {
  TaggedText text;
  write(file, "a X Y");
  read_conll(file, settings, text);
  read_conll(file, settings, text);
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 2}));
}

TEST_F(Conll, a_short_line_is_refused_with_its_place_its_columns_and_what_was_asked) {
  EXPECT_EQ(refusal("a X Y\n\nb X\n"),
            "FILE:3: 2 columns, but 'chunk' is expected in column 2 (the first is 0); "
            "correct the line or the column numbers of the corpus");
  settings = {.word_column = 1, .columns = {}};
  EXPECT_EQ(refusal("\n\na\n"),
            "FILE:3: 1 column, but the word is expected in column 1 (the first is 0); "
            "correct the line or the column numbers of the corpus");
}

TEST_F(Conll, bytes_that_are_no_utf8_text_are_refused_with_their_line) {
  const std::string remedy = "; convert the file to UTF-8";
  EXPECT_EQ(refusal("a X Y\nna\xefve X Y\n"), "FILE:2: not UTF-8" + remedy);
  EXPECT_EQ(refusal("a X Y\n\n\nb X \xc3"), "FILE:4: not UTF-8" + remedy);
  EXPECT_EQ(refusal(std::string("\xff\xfe"
                                "a\0 \0X\0",
                                8)),
            "FILE:1: not UTF-8" + remedy);
  EXPECT_EQ(refusal(std::string("a X Y\nb\0 X Y\n", 13)), "FILE:2: holds a NUL byte, so it is not UTF-8 text" + remedy);
}

TEST_F(Conll, a_missing_file_is_named) {
  TaggedText text;
  EXPECT_THROW(read_conll(folder / "none", settings, text), Error);
}

}  // namespace
}  // namespace neurank::corpus
