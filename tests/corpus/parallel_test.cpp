#include "corpus/reader_test.hpp"

namespace neurank::corpus {
namespace {

using test::Offsets;
using test::Strings;

class Parallel : public test::ReaderTest {
 protected:
  Parallel() : ReaderTest({.format = Format::parallel, .columns = {{"pos", "label"}, {"sem", "x.sem"}}}, "a.word") {}

  /// What is said of a text and its first label file; the second is right.
  std::string damage(const std::string& text, const std::string& labels) {
    write_labels(labels, text);
    std::string message = refusal(text);
    const std::string prefix = folder.path().string() + "/";
    for (std::size_t at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
      message.erase(at, prefix.size());
    return message.substr(0, message.find(';'));
  }

  void write_labels(const std::string& pos, const std::string& sem) {
    write(folder / "a.label", pos);
    write(folder / "a.x.sem", sem);
  }
};

TEST_F(Parallel, reads_a_text_and_its_label_files) {
  write(folder / "a.label", "D N\n\nP V .\n");
  write(folder / "a.x.sem", "1  2 \n \n3 4\t5\r\n");
  const TaggedText text = read("The cat\n\nIt runs .");
  EXPECT_EQ(text.words, (Strings{"The", "cat", "It", "runs", "."}));
  EXPECT_EQ(text.sentence_offsets, (Offsets{0, 2, 5}));
  EXPECT_EQ(text.columns.at("pos"), (Strings{"D", "N", "P", "V", "."}));
  EXPECT_EQ(text.columns.at("sem"), (Strings{"1", "2", "3", "4", "5"}));
}

TEST_F(Parallel, two_columns_may_have_one_source_and_none_is_a_text_alone) {
  settings.columns = {{"a", "label"}, {"b", "label"}};
  write(folder / "a.label", "X Y");
  EXPECT_EQ(read("a b").columns.at("b"), (Strings{"X", "Y"}));
  settings.columns = {};
  EXPECT_EQ(read("a b\nc").sentence_offsets, (Offsets{0, 2, 3}));
}

TEST_F(Parallel, other_numbers_of_labels_are_refused_with_both_places) {
  EXPECT_EQ(damage("a b\nc d e\n", "X Y\nX Y\n"), "FILE:2: 3 words, but a.label:2: 2 labels");
  EXPECT_EQ(damage("a\n", "X Y\n"), "FILE:1: 1 word, but a.label:1: 2 labels");
  EXPECT_EQ(damage("a\n\nb", "X\nY\n\n"), "FILE:2: 0 words, but a.label:2: 1 label");
}

TEST_F(Parallel, other_numbers_of_lines_are_refused_with_both_files) {
  EXPECT_EQ(damage("a\nb\n", "X\n"), "FILE:2: there is no such line in a.label, which ends before it");
  EXPECT_EQ(damage("a\n", "X\nY\n"), "a.label:2: there is no such line in FILE, which ends before it");
  EXPECT_EQ(damage("", "X\n"), "a.label:1: there is no such line in FILE, which ends before it");
  write_labels("X\nY\n", "a\nb");
  EXPECT_NO_THROW(read("a\nb")) << "a line end at the end is no line";
}

TEST_F(Parallel, a_missing_label_file_and_the_text_as_its_own_labels_are_refused) {
  EXPECT_NE(refusal("a").find("a.label: no such file"), std::string::npos) << refusal("a");
  settings.columns = {{"pos", "word"}};
  EXPECT_EQ(refusal("a"), "FILE: has the extension word, which is that of its labels; name the label file's extension");
}

}  // namespace
}  // namespace neurank::corpus
