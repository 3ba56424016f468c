#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

class Conllu : public test::ReaderTest {
 protected:
  Conllu()
      : ReaderTest({.format = Format::conllu,
                    .columns = {{"pos", "upos"},
                                {"tag", "xpos"},
                                {"base", "lemma"},
                                {"role", "deprel"},
                                {"number", "feats:Number"},
                                {"feats:Case", "feats:Case"},
                                {"again", "feats:Number"}}}) {}

  /// A line whose FEATS are given.
  static std::string line(const std::string& id, const std::string& form, const std::string& feats = "_") {
    return id + "\t" + form + "\tl" + id + "\tU" + id + "\tX" + id + "\t" + feats + "\t0\tr" + id + "\t_\t_\n";
  }
};

TEST_F(Conllu, reads_words_and_named_columns) {
  const TaggedText text = read("# text = two words\n" + line("1", "Two", "Case=Nom|Number=Plur") + line("2", "words") +
                               "\n# x\n" + line("1", "One", "Number=Sing") + "\n");
  EXPECT_EQ(text.words, (Strings{"Two", "words", "One"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"U1", "U2", "U1"}));
  EXPECT_EQ(text.columns.at("tag"), (Strings{"X1", "X2", "X1"}));
  EXPECT_EQ(text.columns.at("base"), (Strings{"l1", "l2", "l1"}));
  EXPECT_EQ(text.columns.at("role"), (Strings{"r1", "r2", "r1"}));
  EXPECT_EQ(text.columns.at("number"), (Strings{"Plur", "_", "Sing"}));
  EXPECT_EQ(text.columns.at("again"), text.columns.at("number")) << "two columns may have one source";
  EXPECT_EQ(text.columns.at("feats:Case"), (Strings{"Nom", "_", "_"}));
}

TEST_F(Conllu, a_feature_is_found_by_its_whole_name_alone) {
  settings.columns = {{"number", "feats:Number"}, {"owner", "feats:Number[psor]"}};
  const TaggedText text = read(line("1", "a", "NumForm=Word|SubNumber=X|Number[psor]=Sing|Number=Dual,Plur") +
                               line("2", "b", "Numbers=9") + line("3", "c", "Number"));
  EXPECT_EQ(text.columns.at("number"), (Strings{"Dual,Plur", "_", "_"}));
  EXPECT_EQ(text.columns.at("owner"), (Strings{"Sing", "_", "_"}));
}

TEST_F(Conllu, ranges_empty_nodes_and_comments_are_left_out) {
  const TaggedText text = read("# a\n" + line("1-2", "don't") + line("1", "do") + "# inside\n" + line("2", "n't") +
                               line("2.1", "go") + line("3", "#") + "\n" + line("0.1", "x") + "\n");
  EXPECT_EQ(text.words, (Strings{"do", "n't", "#"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 3})) << "a sentence without words is none";
}

TEST_F(Conllu, a_form_keeps_its_blanks) {
  EXPECT_EQ(read(line("1", "10 000") + line("2", "vingt  et un")).words, (Strings{"10 000", "vingt  et un"}));
}

TEST_F(Conllu, reads_dos_line_ends_blank_lines_and_a_last_line_without_end) {
  const TaggedText text = read("\r\n1\ta\tb\tc\td\t_\t0\te\t_\t_\r\n \t\r\n1\ta\tb\tc\td\t_\t0\te\t_\t_");
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 2}));
}

TEST_F(Conllu, appends_to_what_is_there) {
  TaggedText text;
  write(file, line("1", "a"));
  read_conllu(file, settings, text);
  read_conllu(file, settings, text);
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 1, 2}));
}

TEST_F(Conllu, plus_has_the_columns_that_its_first_line_names) {
  const std::string names = "# global.columns = ID FORM UPOS FEATS PARSEME:MWE\n";
  settings = {.format = Format::conllu,
              .columns = {{"pos", "upos"}, {"mwe", "PARSEME:MWE"}, {"number", "feats:Number"}}};
  const TaggedText text =
      read(names + "# newdoc\n1-2\tdu\t_\t_\t*\n1\tde\tADP\t_\t*\n2\tlits\tNOUN\tNumber=Plur\t1:VID\n");
  EXPECT_EQ(text.words, (Strings{"de", "lits"}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"ADP", "NOUN"}));
  EXPECT_EQ(text.columns.at("mwe"), (Strings{"*", "1:VID"}));
  EXPECT_EQ(text.columns.at("number"), (Strings{"_", "Plur"}));
  EXPECT_EQ(
      refusal(names + "1\ta\tX\t_\n"),
      "FILE:2: 4 columns, but the file's first line names 5, between tabs; correct the line, or name the corpus's "
      "format");
}

TEST_F(Conllu, plus_without_ids_or_with_other_columns_than_asked_for) {
  settings = {.format = Format::conllu, .columns = {{"ner", "NE:TAG"}}};
  EXPECT_EQ(read("# global.columns = FORM NE:TAG\na\tO\nb\tB\n\nc\tO\n").sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(refusal("# global.columns = FORM UPOS\na\tX\n"),
            "FILE:1: no column is called \"NE:TAG\"; the file's columns are FORM, UPOS");
  EXPECT_EQ(
      refusal("# global.columns = ID UPOS\n1\tX\n"),
      "FILE:1: the column FORM, with the words, is not among those that # global.columns names; name the corpus's "
      "format conll, with the number of the word's field");
  EXPECT_EQ(refusal(line("1", "a")).substr(0, 42), "FILE:1: no column is called \"NE:TAG\"; the ")
      << "CoNLL-U has no such one";
}

TEST_F(Conllu, other_than_ten_columns_are_refused) {
  const std::string remedy = "; correct the line, or name the corpus's format";
  EXPECT_EQ(refusal("# c\n1\ta\tb\tc\td\t_\t0\te\t_\n"),
            "FILE:2: 9 columns, but CoNLL-U has 10, between tabs" + remedy);
  EXPECT_EQ(refusal(line("1", "a\tb")), "FILE:1: 11 columns, but CoNLL-U has 10, between tabs" + remedy);
  EXPECT_EQ(refusal("1 a b c d _ 0 e _ _\n"), "FILE:1: 1 column, but CoNLL-U has 10, between tabs" + remedy);
  EXPECT_EQ(refusal("1-2\ta\n"), "FILE:1: 2 columns, but CoNLL-U has 10, between tabs" + remedy);
}

TEST_F(Conllu, ids_that_do_not_count_are_refused) {
  const std::string remedy = "; number the words of a sentence, with an empty line after each sentence";
  EXPECT_EQ(refusal(line("1", "a") + line("3", "b")), "FILE:2: the id \"3\" stands where 2 is expected" + remedy);
  EXPECT_EQ(refusal(line("1", "a") + line("1", "b")), "FILE:2: the id \"1\" stands where 2 is expected" + remedy);
  for (const char* id : {"0", "2", "-1", "1-", "-", "1.", "1-x", "01x", "x", "", "99999999999999999999", " 1"})
    EXPECT_EQ(refusal(line(id, "a")), "FILE:1: the id \"" + std::string(id) + "\" stands where 1 is expected" + remedy);
}

TEST_F(Conllu, empty_fields_that_are_asked_for_are_refused) {
  EXPECT_EQ(refusal(line("1", "")), "FILE:1: the word is empty; correct the line");
  EXPECT_EQ(refusal("1\ta\tb\t\td\t_\t0\te\t_\t_\n"), "FILE:1: 'pos' is empty; correct the line");
  EXPECT_EQ(refusal(line("1", "a", "Number=|Case=Nom")), "FILE:1: 'again' is empty; correct the line");
}

}  // namespace
}  // namespace neurank::corpus
