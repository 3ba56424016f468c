#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

const std::string cats_sleep =
    "(<T S[dcl] 0 2> (<T NP 0 1> (<L N NNS NNP Cats N>) ) (<L S[dcl]\\NP VBP VB sleep (S[dcl]\\NP_1)>) )";

class Ccgbank : public test::ReaderTest {
 protected:
  Ccgbank()
      : ReaderTest({.format = Format::ccgbank, .columns = {{"ccg", "category"}, {"new", "pos"}, {"old", "xpos"}}}) {}

  /// What is said of a derivation in line 2.
  std::string damage(const std::string& derivation) {
    const std::string message = refusal("ID=a\n" + derivation + "\n");
    const std::string begin = "FILE:2: the derivation ", end = "; restore the line from the treebank";
    if (!message.starts_with(begin) || !message.ends_with(end)) return message;
    return message.substr(begin.size(), message.size() - begin.size() - end.size());
  }
};

TEST_F(Ccgbank, reads_the_leaves_of_derivations) {
  const TaggedText text = read("ID=wsj_1.1 PARSER=GOLD NUMPARSE=1\n" + cats_sleep +
                               "\nID=wsj_1.2 PARSER=GOLD NUMPARSE=1\n(<L NP -LRB- NN -LRB- NP>)\n");
  EXPECT_EQ(text.words, (Strings{"Cats", "sleep", "-LRB-"}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 3}));
  EXPECT_EQ(text.columns.at("ccg"), (Strings{"N", "S[dcl]\\NP", "NP"}));
  EXPECT_EQ(text.columns.at("new"), (Strings{"NNS", "VBP", "-LRB-"}));
  EXPECT_EQ(text.columns.at("old"), (Strings{"NNP", "VB", "NN"}));
}

TEST_F(Ccgbank, blanks_at_line_ends_dos_line_ends_and_brackets_without_blanks_do_not_matter) {
  EXPECT_EQ(read("ID=a\r\n" + cats_sleep + " \r\n\r\n").words, (Strings{"Cats", "sleep"}));
  EXPECT_EQ(read("(<T S 0 2> (<T NP 0 1> (<L N A B x N>)) (<L V A B > V>))\n").words, (Strings{"x", ">"}));
}

TEST_F(Ccgbank, unbalanced_derivations_are_refused) {
  EXPECT_EQ(damage("(<T S 0 2> (<L N A B x N>) (<L V A B y V>)"), "is cut off (nodes left open: 1)");
  EXPECT_EQ(damage("(<T S 0 2> (<T S 0 2> (<L N A B x N>)"), "is cut off (nodes left open: 2)");
  EXPECT_EQ(damage("(<T S 0 2> (<L N A B x N>) )"), "has a node of 1 parts that announces 2");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B x N>) (<L N A B x N>) )"), "has a node of 2 parts that announces 1");
  EXPECT_EQ(damage("(<T S 0 1> )"), "has a node of 0 parts that announces 1");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B x N>) ) )"), "goes on after its end");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B x N>) ))"), "closes more nodes than it opens");
  EXPECT_EQ(damage("(<L N A B x N>) (<L N A B x N>)"), "goes on after its end");
  EXPECT_EQ(damage(")"), "closes more nodes than it opens");
}

TEST_F(Ccgbank, damaged_nodes_and_leaves_are_refused) {
  EXPECT_EQ(damage("(<T S 0"), "is cut off in a node");
  EXPECT_EQ(damage("(<T S 0 3> (<L N A B x N>) )"), "has a node with the head \"0\" of \"3>\"");
  EXPECT_EQ(damage("(<T S 1 1> (<L N A B x N>) )"), "has a node with the head \"1\" of \"1>\"");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B"), "is cut off in a leaf");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B x N )"), "has a leaf without end at the word \"x\"");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A x N>) )"), "has a leaf without end at the word \"N>)\"");
  EXPECT_EQ(damage("(<T S 0 1> (<L N A B x N>)x )"), "has \"x\" where a node begins or ends");
  EXPECT_EQ(damage("The cat"), "has \"The\" where a node begins or ends");
}

TEST_F(Ccgbank, an_id_without_derivation_is_refused) {
  const std::string message = "FILE:1: no derivation follows this line; restore the line from the treebank";
  EXPECT_EQ(refusal("ID=a\nID=b\n" + cats_sleep), message);
  EXPECT_EQ(refusal("ID=a\n"), message);
}

TEST_F(Ccgbank, of_a_parsers_n_best_the_first_is_read) {
  const std::string first = "(<T S 0 1> (<L N A B x N>) )\n", second = "(<T S 0 1> (<L NP A B x NP>) )\n";
  settings.columns = {{"category", "category"}};
  for (const std::string& text :
       {"ID=1 PARSER=A NUMPARSE=1\n" + first + "ID=1 PARSER=A NUMPARSE=2\n" + second + "ID=2 NUMPARSE=1\n" + first,
        "ID=1\n" + first + second + "ID=2\n" + first}) {
    const TaggedText found = read(text);
    EXPECT_EQ(found.words, (Strings{"x", "x"})) << text;
    EXPECT_EQ(found.columns.at("category"), (Strings{"N", "N"})) << text;
    ASSERT_EQ(found.notes.size(), 1u);
    EXPECT_NE(found.notes[0].find("a further derivation of ID=1 is passed over"), std::string::npos) << found.notes[0];
  }
  EXPECT_EQ(read(first + second).words, (Strings{"x", "x"})) << "without IDs each line is a sentence";
}

TEST_F(Ccgbank, no_depth_is_too_much) {
  constexpr int depth = 200000;
  std::string deep;
  for (int i = 0; i < depth; ++i) deep += "(<T S 0 1> ";
  EXPECT_EQ(damage(deep), "is cut off (nodes left open: 200000)");
  deep += "(<L N A B x N>)";
  for (int i = 0; i < depth; ++i) deep += " )";
  EXPECT_EQ(read(deep).words, Strings{"x"});
}

}  // namespace
}  // namespace neurank::corpus
