#include <gtest/gtest.h>

#include "corpus/corpus.hpp"
#include "corpus/labels.hpp"

namespace neurank::corpus {
namespace {

const std::filesystem::path folder = std::filesystem::path(NEURANK_SHARED_DATA) / "corpora" / "conll2000";

// Counts of CoNLL-2000 were taken from the files with awk, e.g. words of the training sentences that stay:
// awk 'NF{n++} !NF{if(n){s++; if(s%10)w+=n; n=0}} END{print w}' train.txt
TEST(Conll2000, has_the_published_sentences_and_the_counted_words) {
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Corpus corpus = read_corpus({.name = "conll2000",
                                     .columns = {{"chunk", "2"}, {"pos", "1"}},
                                     .train = {folder / "train.txt"},
                                     .test = {folder / "test.txt"}});
  EXPECT_EQ(corpus.text.num_sentences(), 8936 + 2012);
  EXPECT_EQ(corpus.split(Split::train).size(), 211727);
  EXPECT_EQ(corpus.split(Split::test).size(), 47377);
  EXPECT_EQ(corpus.text.sentence_offsets[8936], 211727);
  EXPECT_EQ(encode_labels(corpus.text.columns.at("pos"), corpus.split(Split::train)).num_training, 44);
  EXPECT_EQ(encode_labels(corpus.text.columns.at("chunk"), corpus.split(Split::train)).num_training, 22);
}

TEST(Conll2000, every_tenth_sentence_moves_to_dev) {
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const Corpus corpus = read_corpus({.train = {folder / "train.txt"}, .dev_every = 10});
  EXPECT_EQ(corpus.split(Split::train).size(), 190827);
  EXPECT_EQ(corpus.split(Split::dev).size(), 20900);
}

}  // namespace
}  // namespace neurank::corpus
