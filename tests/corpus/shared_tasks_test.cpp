#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

class Conll2009 : public test::ReaderTest {
 protected:
  Conll2009() : ReaderTest({.format = Format::conll2009, .columns = {{"pos", "ppos"}, {"role", "pred"}}}) {}

  /// A line with as many arguments of predicates.
  static std::string line(const std::string& id, const std::string& form, int arguments) {
    std::string text = id + "\t" + form + "\tl\tpl\tGOLD\tNN\t_\t_\t0\t0\tROOT\tROOT\t_\twalk.01";
    for (int i = 0; i < arguments; ++i) text += "\tA0";
    return text + "\n";
  }
};

TEST_F(Conll2009, reads_named_columns_whatever_the_number_of_predicates) {
  const TaggedText text = read(line("1", "26 000", 0) + line("2", "walk", 0) + "\n" + line("1", "no", 2));
  EXPECT_EQ(text.words, (Strings{"26 000", "walk", "no"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"NN", "NN", "NN"}));
  EXPECT_EQ(text.columns.at("role"), (Strings{"walk.01", "walk.01", "walk.01"}));
}

TEST_F(Conll2009, short_lines_and_ids_that_do_not_count_are_refused) {
  EXPECT_EQ(refusal("1\ta\tb\n"),
            "FILE:1: 3 columns, but CoNLL-2009 has 14 or more, between tabs; correct the line, or name "
            "the corpus's format");
  EXPECT_EQ(
      refusal(line("1", "a", 0) + line("3", "b", 0)),
      "FILE:2: the id \"3\" stands where 2 is expected; number the words of a sentence, with an empty line after each "
      "sentence");
}

class Conll2012 : public test::ReaderTest {
 protected:
  Conll2012()
      : ReaderTest(
            {.format = Format::conll2012, .columns = {{"pos", "pos"}, {"entity", "entity"}, {"coref", "coref"}}}) {}

  static std::string line(int number, const std::string& word, int arguments) {
    std::string text = "nw/a   0   " + std::to_string(number) + "   " + word + "   NN  (TOP*)  -  -  -  -  (PERSON)";
    for (int i = 0; i < arguments; ++i) text += "  (V*)";
    return text + "   (4)\n";
  }
};

TEST_F(Conll2012, reads_named_columns_documents_and_the_last_column) {
  const std::string begin = "#begin document (nw/a); part 000\n", end = "#end document\n";
  const TaggedText text = read(begin + line(0, "Anna", 1) + line(1, "walks", 1) + "\n" + line(0, "Yes", 0) + end +
                               begin + line(0, "No", 3) + end);
  EXPECT_EQ(text.words, (Strings{"Anna", "walks", "Yes", "No"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3, 4}));
  EXPECT_EQ(text.document_starts, (Offsets{0, 3}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"NN", "NN", "NN", "NN"}));
  EXPECT_EQ(text.columns.at("entity").front(), "(PERSON)");
  EXPECT_EQ(text.columns.at("coref"), (Strings{"(4)", "(4)", "(4)", "(4)"}));
}

TEST_F(Conll2012, short_lines_and_numbers_that_do_not_count_are_refused) {
  EXPECT_EQ(refusal("nw/a 0 0 Anna NN\n"),
            "FILE:1: 5 columns, but CoNLL-2012 has 12 or more, between blanks; correct the "
            "line, or name the corpus's format");
  EXPECT_EQ(
      refusal(line(0, "a", 0) + line(2, "b", 0)),
      "FILE:2: the word number \"2\" stands where 1 is expected; number the words of a sentence from 0, with an empty "
      "line after each sentence");
}

}  // namespace
}  // namespace neurank::corpus
