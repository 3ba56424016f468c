#include "corpus/formats.hpp"

#include <gtest/gtest.h>

namespace neurank::corpus {
namespace {

/// What is wrong with a source, and what to do; "fine" when nothing is.
std::string said(Format format, const std::string& source, int word = 0) {
  const auto complaint = check_source({.format = format, .word_column = word}, source);
  if (!complaint) return "fine";
  return complaint->problem + (complaint->remedy.empty() ? "" : "; " + complaint->remedy);
}

TEST(Formats, numbered_fields) {
  for (Format format : {Format::conll, Format::pmb, Format::pipe}) {
    EXPECT_EQ(said(format, "1"), "fine");
    EXPECT_EQ(said(format, "9999"), "fine");
    EXPECT_EQ(said(format, "0"), "field 0 holds the words; fields count from 0");
  }
  EXPECT_EQ(said(Format::conll, "0", 1), "fine");
  EXPECT_EQ(said(Format::conll, "1", 1), "field 1 holds the words; fields count from 0");
  for (const char* source : {"-1", "1.5", "+1", " 1", "", "10000", "99999999999999999999", "0x1"})
    EXPECT_EQ(said(Format::conll, source),
              "\"" + std::string(source) + "\" is not the number of a field; fields count from 0");
  EXPECT_EQ(said(Format::conllu, "3"), "\"3\" is not one of upos, xpos, lemma, deprel, feats:NAME");
}

TEST(Formats, named_fields) {
  for (const char* source : {"upos", "xpos", "lemma", "deprel", "feats:Number", "feats:Number[psor]", "feats:x_1"})
    EXPECT_EQ(said(Format::conllu, source), "fine") << source;
  for (const char* source : {"feats:", "feats:a/b", "feats:a=b", "feats:a|b", "feats:a b", "form", "feats", ""})
    EXPECT_NE(said(Format::conllu, source), "fine") << source;
  EXPECT_EQ(said(Format::conllu, "uposs"),
            "\"uposs\" is not one of upos, xpos, lemma, deprel, feats:NAME; did you mean upos?");
  for (const char* source : {"pos", "category"}) EXPECT_EQ(said(Format::pipe, source), "fine") << source;
  EXPECT_EQ(said(Format::pipe, "catgory"),
            "\"catgory\" is not the number of a field or one of pos, category; did you mean category?");
  for (const char* source : {"pos", "xpos", "category"}) EXPECT_EQ(said(Format::ccgbank, source), "fine") << source;
  EXPECT_NE(said(Format::ccgbank, "1"), "fine");
  for (const char* source : {"tok", "sym", "sem", "cat", "sns", "rol"})
    EXPECT_EQ(said(Format::pmb, source), "fine") << source;
  EXPECT_NE(said(Format::pmb, "seg"), "fine");
}

TEST(Formats, extensions_of_label_files) {
  for (const char* source : {"label", "pos.gold", "1", "x_y-z"}) EXPECT_EQ(said(Format::parallel, source), "fine");
  for (const char* source : {"", ".label", "a/b", "../x", "a b"})
    EXPECT_EQ(
        said(Format::parallel, source),
        "\"" + std::string(source) +
            "\" is not the extension of a label file; write label if the labels of train.word are in train.label");
  EXPECT_EQ(label_file("a.b/train.x.word", "label"), "a.b/train.x.label");
  EXPECT_EQ(label_file("a.b/train", "label"), "a.b/train.label");
}

TEST(Formats, the_word_has_a_choice_in_some) {
  const auto complaint = [](Format format, int word) { return check_word({.format = format, .word_column = word}); };
  EXPECT_FALSE(complaint(Format::conll, 3));
  EXPECT_FALSE(complaint(Format::pmb, 1));
  EXPECT_TRUE(complaint(Format::conll, -1));
  EXPECT_TRUE(complaint(Format::conll, 10000));
  for (Format format : {Format::conllu, Format::pipe, Format::ccgbank, Format::parallel}) {
    EXPECT_FALSE(complaint(format, 0));
    EXPECT_TRUE(complaint(format, 1));
  }
}

TEST(Formats, names_of_columns) {
  for (const char* name : {"pos", "feats:Number[psor]", "1", "a.b_c-d"}) EXPECT_TRUE(is_column_name(name)) << name;
  for (const char* name : {"", ".", "..", "a/b", "a b", "na\u00efve"}) EXPECT_FALSE(is_column_name(name)) << name;
  EXPECT_FALSE(is_column_name(std::string(101, 'a')));
}

}  // namespace
}  // namespace neurank::corpus
