#include <gtest/gtest.h>

#include <algorithm>

#include "corpus/corpus.hpp"
#include "corpus/labels.hpp"

namespace neurank::corpus {
namespace {

const std::filesystem::path corpora = std::filesystem::path(NEURANK_SHARED_DATA) / "corpora";

Index training_labels(const Corpus& corpus, const std::string& column) {
  return encode_labels(corpus.text.columns.at(column), corpus.split(Split::train)).num_training;
}

Index count(const Corpus& corpus, const std::string& column, Split split, const std::string& label) {
  const auto& values = corpus.text.columns.at(column);
  const Range range = corpus.split(split);
  return std::count(values.begin() + range.begin, values.begin() + range.end, label);
}

/// Sentences that end within a split.
Index sentences(const Corpus& corpus, Split split) {
  const auto& offsets = corpus.text.sentence_offsets;
  const Range range = corpus.split(split);
  return std::count_if(offsets.begin(), offsets.end(), [&](Index o) { return range.begin < o && o <= range.end; });
}

// Counts were taken from the files with grep and awk, e.g. words: grep -cP '^[0-9]+\t', sentences: grep -c '^#
// sent_id', words with a number: awk -F'\t' '/^[0-9]+\t/ && $6 ~ /(^|\|)Number=/'.
TEST(Treebanks, universal_dependencies_english_ewt) {
  const auto folder = corpora / "ewt";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Corpus corpus = read_corpus(
      {.name = "ewt",
       .format = Format::conllu,
       .columns = {{"upos", "upos"}, {"xpos", "xpos"}, {"deprel", "deprel"}, {"feats:Number", "feats:Number"}},
       .train = {folder / "en_ewt-ud-train.conllu"},
       .dev = {folder / "en_ewt-ud-dev.conllu"},
       .test = {folder / "en_ewt-ud-test.conllu"}});
  EXPECT_EQ(corpus.split(Split::train).size(), 204577);
  EXPECT_EQ(corpus.split(Split::dev).size(), 25147);
  EXPECT_EQ(corpus.split(Split::test).size(), 25094);
  EXPECT_EQ(sentences(corpus, Split::train), 12544);
  EXPECT_EQ(sentences(corpus, Split::dev), 2001);
  EXPECT_EQ(sentences(corpus, Split::test), 2077);
  EXPECT_EQ(training_labels(corpus, "upos"), 17);
  EXPECT_EQ(training_labels(corpus, "xpos"), 49);
  EXPECT_EQ(training_labels(corpus, "deprel"), 51);
  EXPECT_EQ(training_labels(corpus, "feats:Number"), 4) << "Plur, Ptan, Sing and _";
  EXPECT_EQ(count(corpus, "feats:Number", Split::dev, "_"), 25147 - 9629);
  EXPECT_EQ(count(corpus, "feats:Number", Split::test, "_"), 25094 - 9658);
  EXPECT_EQ(count(corpus, "feats:Number", Split::test, "Plur"), 1004 + 762);
}

// Words: grep -vc '^#\|^$', labels: awk -F'\t' '!/^#/ && NF {print $4}' | sort -u, sentences: runs of such lines.
TEST(Treebanks, parallel_meaning_bank) {
  const auto folder = corpora / "pmb";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Corpus corpus = read_corpus({.name = "pmb",
                                     .format = Format::pmb,
                                     .columns = {{"sem", "sem"}, {"third", "3"}, {"cat", "cat"}, {"rol", "rol"}},
                                     .train = {folder / "train.conll"},
                                     .dev = {folder / "dev.conll"},
                                     .test = {folder / "test.conll"}});
  EXPECT_EQ(corpus.split(Split::train).size(), 50408);
  EXPECT_EQ(corpus.split(Split::dev).size(), 7368);
  EXPECT_EQ(corpus.split(Split::test).size(), 6821);
  EXPECT_EQ(sentences(corpus, Split::train), 7745);
  EXPECT_EQ(sentences(corpus, Split::dev), 1174);
  EXPECT_EQ(sentences(corpus, Split::test), 1053);
  EXPECT_EQ(corpus.text.columns.at("sem"), corpus.text.columns.at("third"));
  EXPECT_EQ(training_labels(corpus, "sem"), 69);
  EXPECT_EQ(training_labels(corpus, "cat"), 294);
  EXPECT_EQ(training_labels(corpus, "rol"), 139);
  const auto& words = corpus.text.words;
  const auto has = [](char c) { return [c](const std::string& word) { return word.find(c) != std::string::npos; }; };
  EXPECT_EQ(std::count_if(words.begin(), words.end(), has(' ')), 1591 + 144 + 217);
  EXPECT_EQ(std::count_if(words.begin(), words.end(), has('~')), 0);
}

}  // namespace
}  // namespace neurank::corpus
