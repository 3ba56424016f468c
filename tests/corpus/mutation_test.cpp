#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "corpus/corpus.hpp"
#include "support/expect_mentions.hpp"
#include "support/mutated.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::corpus {
namespace {

/// A small good file of a format, and what is asked from it.
struct Sample {
  Format format;
  std::map<std::string, std::string> columns;
  std::string content;
  std::string labels;  ///< of the label file, where there is one
};

std::vector<Sample> samples() {
  return {
      {Format::conll, {{"pos", "1"}, {"chunk", "2"}}, "The DT B-NP\ncat NN I-NP\n\nIt PRP B-NP\nruns VBZ B-VP\n", ""},
      {Format::conllu,
       {{"pos", "upos"}, {"number", "feats:Number"}},
       "# text = Cats don't\n1\tCats\tcat\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
       "2\tdo\tdo\tAUX\tVBP\tMood=Ind|Number=Sing\t0\troot\t_\t_\n3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_\n"
       "3.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n",
       ""},
      {Format::pipe,
       {{"pos", "pos"}, {"ccg", "category"}},
       "# made by hand\n\nThe|DT|NP/N cat|NN|N\nIt|PRP|NP a|b|VBZ|S\\NP .|.|.\n",
       ""},
      {Format::ccgbank,
       {{"ccg", "category"}, {"pos", "pos"}},
       "ID=1\n(<T S[dcl] 0 2> (<T NP 0 1> (<L N NNS NNS Cats N>) ) (<L S[dcl]\\NP VBP VBP sleep S>) )\n"
       "ID=2\n(<L NP NN NN -LRB- NP>)\n",
       ""},
      {Format::pmb,
       {{"sem", "sem"}, {"sym", "1"}},
       "# tok:gold\tsym:gold\tsem:gold\n# raw sent = In New "
       "York\nIn\tin\tREL\nNew~York\tnew~york\tGEO\n\nYes\tyes\tITJ\n",
       ""},
      {Format::parallel, {{"pos", "label"}}, "The cat\n\nIt runs .\n", "D N\n\nP V .\n"},
  };
}

/// Pieces that mean something to one of the formats.
const std::vector<std::string> pieces = {"\n",
                                         "\n\n",
                                         "\r\n",
                                         "\t",
                                         " ",
                                         "|",
                                         "#",
                                         "# ",
                                         "1",
                                         "2-3",
                                         "1.1",
                                         "-",
                                         ".",
                                         "_",
                                         "=",
                                         "~",
                                         "(<T",
                                         "(<L",
                                         ">)",
                                         ")",
                                         "ID=",
                                         "1>",
                                         "\xff",
                                         ":",
                                         "feats:",
                                         std::string(1, '\0'),
                                         "\xef\xbb\xbf",
                                         "99999999999999999999"};

/// What holds of every text that a reader accepts.
void expect_sound(const Corpus& corpus, const std::string& content) {
  const TaggedText& text = corpus.text;
  EXPECT_EQ(text.sentence_offsets.front(), 0) << content;
  EXPECT_EQ(text.sentence_offsets.back(), text.num_words()) << content;
  for (std::size_t s = 1; s < text.sentence_offsets.size(); ++s)
    EXPECT_LT(text.sentence_offsets[s - 1], text.sentence_offsets[s]) << content;
  for (const std::string& word : text.words) EXPECT_FALSE(word.empty()) << content;
  for (const auto& [name, labels] : text.columns) {
    EXPECT_EQ(labels.size(), text.words.size()) << content;
    for (const std::string& label : labels) EXPECT_FALSE(label.empty()) << content;
  }
}

class Mutation : public testing::TestWithParam<Sample> {};

TEST_P(Mutation, a_damaged_file_is_read_or_refused_with_its_name_and_never_more) {
  const neurank::test::ScratchFolder folder;
  const auto write = [&](const char* name, const std::string& content) {
    std::filesystem::remove(folder / name);  // some file systems sync a file that is cut and written again
    std::ofstream(folder / name, std::ios::binary) << content;
  };
  const CorpusSettings settings{
      .format = GetParam().format, .columns = GetParam().columns, .train = {folder / "a.txt"}};
  write("a.txt", GetParam().content);
  write("a.label", GetParam().labels);
  expect_sound(read_corpus(settings), GetParam().content);
  Random random(20200720);
  int good = 0, bad = 0;
  for (int i = 0; i < 3000; ++i) {
    const bool labels = !GetParam().labels.empty() && random.below(2) == 1;
    const std::string content = test::mutated(labels ? GetParam().labels : GetParam().content, pieces, random);
    write("a.txt", labels ? GetParam().content : content);
    write("a.label", labels ? content : GetParam().labels);
    const auto error = test::error_of([&] { expect_sound(read_corpus(settings), content); });
    ++(error ? bad : good);
    if (!error) continue;
    EXPECT_EQ(error->cause(), Cause::input) << content;
    EXPECT_MENTIONS(error->what(), folder.path().string());
  }
  EXPECT_GT(good, 100);
  EXPECT_GT(bad, 100);
}

INSTANTIATE_TEST_SUITE_P(Formats, Mutation, testing::ValuesIn(samples()),
                         [](const auto& sample) { return name_of(sample.param.format); });

}  // namespace
}  // namespace neurank::corpus
