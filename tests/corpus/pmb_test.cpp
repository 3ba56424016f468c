#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

const std::string header = "# tok:gold\ttok:gold\tsym:gold\tsem:silver\n";

class Pmb : public test::ReaderTest {
 protected:
  Pmb() : ReaderTest({.format = Format::pmb, .columns = {{"sem", "sem"}, {"sym", "2"}}}) {}
};

TEST_F(Pmb, reads_words_and_columns_by_name_and_number) {
  const TaggedText text =
      read("### made by hand\n# newdoc id = 1\n" + header + "# raw sent = It is.\nIt\tIt\tit\tPRO\n" +
           "is\tis\tbe\tNOW\n\n# newdoc id = 2\n" + header + "Yes\tYes\tyes\tITJ\n\n");
  EXPECT_EQ(text.words, (Strings{"It", "is", "Yes"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.document_starts, (Offsets{0, 2}));
  EXPECT_EQ(text.columns.at("sem"), (Strings{"PRO", "NOW", "ITJ"}));
  EXPECT_EQ(text.columns.at("sym"), (Strings{"it", "be", "yes"}));
}

TEST_F(Pmb, joined_words_get_blanks_and_their_labels_do_not) {
  settings.columns = {{"sym", "1"}};
  const TaggedText text = read("New~York\tnew~york\n~\t~\nat~5~p.m.\tx\n~a\tx\na~\tx\na~~b\tx\n");
  EXPECT_EQ(text.words, (Strings{"New York", "~", "at 5 p.m.", "~a", "a~", "a~~b"}));
  EXPECT_EQ(text.columns.at("sym"), (Strings{"new~york", "~", "x", "x", "x", "x"}));
}

TEST_F(Pmb, a_word_may_be_a_number_sign) {
  settings.columns = {{"sem", "1"}};
  EXPECT_EQ(read("#\tX\n#5\tX\n# comment\n#\n##\n").words, (Strings{"#", "#5"}));
}

TEST_F(Pmb, the_name_of_the_words_field_means_a_further_field_of_that_name) {
  settings.columns = {{"tok", "tok"}};
  EXPECT_EQ(read(header + "New~York\tx\ty\tz\n").columns.at("tok"), Strings{"x"});
  settings.word_column = 1;
  EXPECT_EQ(read(header + "New~York\tx\ty\tz\n").columns.at("tok"), Strings{"New~York"});
}

TEST_F(Pmb, names_that_no_comment_gives_are_refused) {
  settings.columns = {{"role", "rol"}};
  const std::string message =
      "FILE:1: no comment such as '# tok:gold<TAB>rol:gold' names the field 'rol'; give the number of the field";
  EXPECT_EQ(refusal("It\tIt\tit\tPRO\n"), message);
  EXPECT_EQ(refusal(header + "It\tIt\tit\tPRO\n"), message);
  EXPECT_EQ(refusal("# raw sent = a\trol:gold\nIt\tIt\tit\tPRO\n"), message);
}

TEST_F(Pmb, comments_that_disagree_on_names_are_refused) {
  EXPECT_EQ(refusal(header + "It\tIt\tit\tPRO\n\n# tok:gold\tsem:gold\nIt\tPRO\n"),
            "FILE:4: names the fields differently from the file's first such comment; "
            "split the file, or give the numbers of the fields");
  settings.columns = {{"sym", "1"}};
  EXPECT_NO_THROW(read(header + "It\tIt\n\n# tok:gold\tsem:gold\nIt\tPRO\n")) << "numbers need no names";
}

TEST_F(Pmb, short_lines_and_empty_fields_are_refused) {
  EXPECT_EQ(refusal(header + "It\tIt\tit\n"),
            "FILE:2: 3 columns, but 'sem' is expected in column 3 (the first is 0); "
            "correct the line or the column numbers of the corpus");
  EXPECT_EQ(refusal(header + "\tIt\tit\tPRO\n"), "FILE:2: the word is empty; correct the line");
  EXPECT_EQ(refusal(header + "It\tIt\tit\t\n"), "FILE:2: 'sem' is empty; correct the line");
}

}  // namespace
}  // namespace neurank::corpus
