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
  const TaggedText text = read("\n \t\n a\t\tX   Y \n  b X\tY\n \t \n\n\nc X Y\n");
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

TEST_F(Conll, a_number_sign_is_a_word) {
  const TaggedText text = read("paid VBD B-VP\n# # B-NP\n8 CD I-NP\n");
  EXPECT_EQ(text.words, (Strings{"paid", "#", "8"}));
  EXPECT_TRUE(text.notes.empty());
  settings = {.columns = {{"ner", "1"}}};
  EXPECT_EQ(read("@anna\tO\n#birds\tB-product\n#\tO\n\t\nhttp://x.y/#z\tO\n").words,
            (Strings{"@anna", "#birds", "#", "http://x.y/#z"}));
}

TEST_F(Conll, comments_are_no_words) {
  const TaggedText text = read("# sent_id = 1\n# text = a b\na X Y\nb X Y\n\n# newdoc id = d\n# text = c\nc X Y\n");
  EXPECT_EQ(text.words, (Strings{"a", "b", "c"})) << "the fields of words are three";
  EXPECT_EQ(text.document_starts, (Offsets{2}));
  EXPECT_TRUE(text.notes.empty());
}

TEST_F(Conll, a_comment_with_as_many_fields_as_words_have_is_a_word_and_said) {
  settings = {.columns = {{"pos", "1"}, {"ner", "3"}}};
  const TaggedText text = read("# text = a\na X Y O\n# = = O\n\nb X Y O\n# text = b\n\nc X Y O\n");
  EXPECT_EQ(text.words, (Strings{"#", "a", "#", "b", "#", "c"}));
  ASSERT_EQ(text.notes.size(), 1u) << "once a file";
  EXPECT_TRUE(
      text.notes[0].ends_with("a.txt:1: could be a comment, but has as many fields as words have, and is taken "
                              "as a word"))
      << text.notes[0];
}

TEST_F(Conll, files_most_of_whose_sentences_begin_with_comments_of_as_many_fields_as_words_are_refused) {
  settings = {.columns = {{"pos", "1"}}};
  for (const std::string separator : {" ", "\t"}) {
    const std::string middle = separator == " " ? " X Y " : "\t", key = separator == " " ? "# id 1f " : "# id 1f\t";
    std::string few, many;
    for (int i = 0; i < 10; ++i) {
      many += key + "domain=en\na" + middle + "Z\n\n";
      if (i == 8) few = many;
    }
    EXPECT_EQ(read(few).num_words(), 18) << "so few could be words";
    EXPECT_EQ(
        refusal("b" + middle + "Z\n\n" + many),
        "FILE:3: reads as a comment, as the first lines of 10 of 11 sentences do, but has as many fields as words "
        "have; take the comments away, or put tabs between the fields of words");
  }
}

TEST_F(Conll, a_comment_may_hold_the_other_separator) {
  settings = {.columns = {{"ner", "3"}}};
  const TaggedText text = read("# id 3f1c-01\tdomain=en\nanna _ _ B-PER\nsees _ _ O\n\n# _ _ B-TAG\nriver _ _ I-TAG\n");
  EXPECT_EQ(text.words, (Strings{"anna", "sees", "#", "river"}));
}

TEST_F(Conll, marks_of_documents_are_no_words_but_their_labels_may_be_ignored) {
  const TaggedText text = read("-DOCSTART- -X- O\n\na X Y\n\n-DOCSTART- -X- O\n\nb X Y\n");
  EXPECT_EQ(text.words, (Strings{"a", "b"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 2}));
  EXPECT_EQ(text.document_starts, (Offsets{0, 1}));
  EXPECT_EQ(text.passed_over.at("pos"), (std::set<std::string>{"-X-"}));
  EXPECT_EQ(text.passed_over.at("chunk"), (std::set<std::string>{"O"}));
}

TEST_F(Conll, begin_and_end_of_documents_are_no_words) {
  const std::string begin = "#begin document (nw/a); part 000\n", end = "#end document\n";
  const std::string words = "a X Y\nb X Y\n\n";
  for (const std::string& text : {begin + words + end + begin + words + end, begin + words + begin + words}) {
    const TaggedText found = read(text);
    EXPECT_EQ(found.words, (Strings{"a", "b", "a", "b"}));
    EXPECT_EQ(found.document_starts, (Offsets{0, 2}));
  }
  settings = {.word_column = 0, .columns = {{"pos", "1"}, {"part", "4"}}};
  EXPECT_EQ(read(begin + "a b c d e\nf g h i j\n").words, (Strings{"a", "f"})) << "the mark has five fields, too";
}

TEST_F(Conll, between_tabs_words_may_hold_blanks) {
  const TaggedText text = read("they\tPRON\tO\n26 000\tNUM\tB-MONEY\nNew York\tPROPN\tB-LOC\n.\tPUNCT\tO\n");
  EXPECT_EQ(text.words, (Strings{"they", "26 000", "New York", "."}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"PRON", "NUM", "PROPN", "PUNCT"}));
}

TEST_F(Conll, between_blanks_a_field_too_many_is_refused) {
  EXPECT_EQ(
      refusal("they PRON O\n26 000 NUM B-MONEY\nwalk VERB O\n"),
      "FILE:2: 4 fields between blanks, but 3 in most lines, as in line 1; correct the line; words that hold blanks "
      "need tabs between the fields, files with a column for each predicate are read as conll2009 or conll2012");
}

TEST_F(Conll, notes_behind_the_columns_may_be_there_or_not_between_tabs) {
  settings = {.word_column = 1, .columns = {{"ner", "2"}}};
  const TaggedText text = read(
      "# sent_id = 1\n# text = Anna sees.\n1\tAnna\tB-PER\t-\tannotator\n2\tsees\tO\n3\t.\tO\n\n"
      "# sent_id = 2\n1\tOtto\tB-PER\t-\tannotator\n2\twalks\tO\n3\t.\tO\n");
  EXPECT_EQ(text.words, (Strings{"Anna", "sees", ".", "Otto", "walks", "."}));
  EXPECT_EQ(text.columns.at("ner"), (Strings{"B-PER", "O", "O", "B-PER", "O", "O"}));
}

TEST_F(Conll, ranges_and_empty_nodes_are_no_words_where_every_line_has_an_id) {
  settings = {.word_column = 1, .columns = {{"pos", "3"}}};
  const std::string rest = "\t_\tX\t_\n";
  const TaggedText text = read("# global.columns = ID FORM LEMMA UPOS MISC\n1-2\tdu" + rest + "1\tde" + rest + "2\tle" +
                               rest + "2.1\tgone" + rest + "3\tchat" + rest);
  EXPECT_EQ(text.words, (Strings{"de", "le", "chat"}));
  settings = {.columns = {{"pos", "1"}}};
  EXPECT_EQ(read("1-2\tNUM\n3\tNUM\n").words, (Strings{"1-2", "3"})) << "the ids are the words";
}

TEST_F(Conll, numbers_that_do_not_run_as_ids_skip_no_words) {
  settings = {.word_column = 1, .columns = {{"pos", "2"}}};
  EXPECT_EQ(read("0.5\tThe\tDT\n1\tdog\tNN\n1.4\tbarks\tVB\n2\t.\t.\n").words, (Strings{"The", "dog", "barks", "."}));
  EXPECT_EQ(read("1-1\tAnna\tNN\n1-2\tsees\tVB\n").words, (Strings{"Anna", "sees"}));
  EXPECT_EQ(read("1.1\tThe\tDT\n1.2\tcat\tNN\n\n2.1\tIt\tPRP\n").words, (Strings{"The", "cat", "It"}));
  EXPECT_EQ(read("0.1\tnone\tX\n1-2\tdu\tX\n1\tde\tX\n2\tle\tX\n\n1\tchat\tX\n").words, (Strings{"de", "le", "chat"}));
}

TEST_F(Conll, where_lines_begin_with_ids_number_signs_begin_comments) {
  settings = {.word_column = 1, .columns = {{"ner", "2"}}};
  const TaggedText text = read("#\thttp://x.y/z [2009]\n1\tAuf\tO\tO\n2\tde\tO\tO\n\n#\n#\thttp://x\n1\t#\tO\tO\n");
  EXPECT_EQ(text.words, (Strings{"Auf", "de", "#"}));
}

TEST_F(Conll, sentences_with_ids_may_have_fewer_fields_than_others) {
  settings = {.word_column = 1, .columns = {{"pos", "2"}}};
  const std::string many = "1\ta\tX\tA0\t_\n2\tb\tX\t_\tA1\n3\tc\tX\t_\t_\n\n";
  EXPECT_EQ(read(many + "1\td\tX\tA0\n2\te\tX\t_\n").words, (Strings{"a", "b", "c", "d", "e"}));
  EXPECT_TRUE(refusal(many + "1\td\tX\tA0\n2\te\tX\n")
                  .starts_with("FILE:6: 3 fields between tabs, but 4 in its sentence, as in line 5;"));
}

TEST_F(Conll, a_mark_of_documents_may_stand_in_the_column_of_words) {
  settings = {.word_column = 1, .columns = {{"ner", "3"}}};
  const TaggedText text = read("0\t-DOCSTART-\t-X-\tO\n\n0\tEU\tNNP\tB-ORG\n1\trejects\tVB\tO\n");
  EXPECT_EQ(text.words, (Strings{"EU", "rejects"}));
  EXPECT_EQ(text.document_starts, (Offsets{0}));
}

TEST_F(Conll, any_white_space_alone_is_a_blank_line) {
  for (const std::string line : {"\f", "\v", "\r", " \r\f\t"}) {
    const TaggedText text = read("a X Y\r\n" + line + "\r\nb X Z\n");
    EXPECT_EQ(text.words, (Strings{"a", "b"}));
    EXPECT_EQ(text.num_sentences(), 2);
  }
  EXPECT_EQ(refusal("a X Y\rb X Y\r\rc X Y\r"),
            "FILE:1: lines end with carriage returns alone; convert the file, e.g. with tr '\\r' '\\n'");
}

TEST_F(Conll, names_of_columns_are_noted) {
  const TaggedText text = read("TOKEN POS CHUNK\na X Y\n");
  ASSERT_EQ(text.notes.size(), 1u);
  EXPECT_TRUE(text.notes[0].ends_with("a.txt:1: could be the columns' names, but is taken as a word")) << text.notes[0];
  EXPECT_TRUE(read("a X Y\nTOKEN X Y\n").notes.empty());
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
  EXPECT_EQ(
      refusal("a X Y\n\nb X\n"),
      "FILE:3: 2 fields between blanks, but 3 in most lines, as in line 1; correct the line; words that hold blanks "
      "need tabs between the fields, files with a column for each predicate are read as conll2009 or conll2012");
  EXPECT_EQ(refusal("a X\n\nb X\n"),
            "FILE:1: 2 columns, but 'chunk' is expected in column 2 (the first is 0); "
            "correct the line or the column numbers of the corpus");
  settings = {.word_column = 1, .columns = {}};
  EXPECT_EQ(refusal("\n\na\n"),
            "FILE:3: 1 column, but the word is expected in column 1 (the first is 0); "
            "correct the line or the column numbers of the corpus");
}

TEST_F(Conll, bytes_that_are_no_utf8_text_are_refused_with_their_line) {
  const std::string windows = "; convert the file, e.g. with iconv -f WINDOWS-1252 -t UTF-8";
  EXPECT_EQ(refusal("a X Y\nna\xefve X Y\n"), "FILE:2: not UTF-8; it looks like Latin-1 or Windows-1252" + windows);
  EXPECT_EQ(refusal("a X Y\n\n\nb X \xc3"), "FILE:4: not UTF-8; it looks like Latin-1 or Windows-1252" + windows);
  EXPECT_EQ(refusal("a X Y\n\x93 X Y\n"), "FILE:2: not UTF-8; it looks like Windows-1252" + windows) << "a quote";
  const std::string little = "a X Y\nb X Y\n";
  std::string utf16_little, utf16_big;
  for (const char c : little) {
    utf16_little += std::string{c, '\0'};
    utf16_big += std::string{'\0', c};
  }
  for (const std::string& mark : {std::string(), std::string("\xff\xfe")})
    EXPECT_EQ(refusal(mark + utf16_little),
              "FILE:1: not UTF-8; it looks like UTF-16, little-endian; convert the file, "
              "e.g. with iconv -f UTF-16LE -t UTF-8");
  EXPECT_EQ(refusal("\xfe\xff" + utf16_big),
            "FILE:1: not UTF-8; it looks like UTF-16, big-endian; convert the file, e.g. "
            "with iconv -f UTF-16BE -t UTF-8");
  EXPECT_EQ(refusal(std::string("a X Y\nb\0 X Y\n", 13)),
            "FILE:2: holds a NUL byte, so it is not UTF-8 text; convert the file to UTF-8");
}

TEST_F(Conll, a_missing_file_is_named) {
  TaggedText text;
  EXPECT_THROW(read_conll(folder / "none", settings, text), Error);
}

}  // namespace
}  // namespace neurank::corpus
