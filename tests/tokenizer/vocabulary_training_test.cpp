#include "tokenizer/vocabulary_training.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/sentence_piece.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using test::grouped;
using test::refusal;
using test::Strings;
using Sentences = std::vector<Strings>;

/// Words of syllables, short ones often: enough text for a few hundred pieces.
Sentences syllable_text(std::uint64_t seed, int sentences) {
  static const Strings syllables = {"ka", "lo", "mi", "ren", "tos", "ul", "Be", "da", "vin", "ar"};
  Random random(seed);
  Sentences text;
  for (int s = 0; s < sentences; ++s) {
    Strings& words = text.emplace_back();
    for (int w = 0; w < 8; ++w) {
      std::string& word = words.emplace_back();
      for (std::uint64_t n = random.below(4) + 1; n > 0; --n)
        word += syllables[std::min(random.below(10), random.below(10))];
    }
    words.push_back(".");
  }
  return text;
}

class WordPieceTraining : public testing::Test {
 protected:
  Strings trained(const Sentences& sentences, Index size) const {
    write_word_piece_vocabulary(sentences, size, folder / "vocab.txt");
    const std::string content = read_file(folder / "vocab.txt");
    Strings lines;
    for (const auto line : split(content, '\n')) lines.emplace_back(line);
    lines.pop_back();
    return lines;
  }

  const test::ScratchFolder folder;
};

TEST_F(WordPieceTraining, merges_the_most_frequent_pair_and_breaks_ties_by_age) {
  // Pairs: a ##b 3 (2 of "ab", 1 of "abc"), ##b ##c 2, ##c ##c 1, c ##b 1; after "ab": ab ##c 1, c ##b 1, ##b ##c 1,
  // and of these "ab" is the newest, "c" older than "##b".
  const Sentences text = {{"ab", "ab", "abc", "cbcc"}};
  const Strings first = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b", "##c"};
  Strings expected = first;
  EXPECT_EQ(trained(text, 11), expected);
  expected.push_back("ab");
  EXPECT_EQ(trained(text, 12), expected);
  expected.push_back("cb");
  EXPECT_EQ(trained(text, 13), expected);
}

TEST_F(WordPieceTraining, counts_stay_right_while_merging) {
  const Sentences text = syllable_text(1, 60);
  const Strings whole = trained(text, 150);
  for (const Index size : {60, 90, 120}) {
    const Strings part = trained(text, size);
    ASSERT_EQ(static_cast<Index>(part.size()), size);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin())) << "merging goes on from where it was";
  }
  EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), whole.size());
}

TEST_F(WordPieceTraining, overlapping_pairs_are_merged_from_left_to_right) {
  const Strings pieces = trained({{"aaaaa", "aaaaa"}}, 8);
  EXPECT_EQ(Strings(pieces.begin() + 5, pieces.end()), (Strings{"a", "##a", "##aa"}));
}

TEST_F(WordPieceTraining, the_tokenizer_reads_it_and_words_come_back) {
  const Sentences text = syllable_text(2, 100);
  trained(text, 200);
  const auto tokenizer = load_tokenizer(folder.path());
  Index pieces = 0, words = 0;
  for (const Strings& sentence : text) {
    const TokenizedSentence cut = tokenizer->tokenize(sentence);
    for (std::size_t w = 0; w < sentence.size(); ++w, ++words) {
      std::string word;
      for (const std::string& piece :
           test::spellings(*tokenizer, {cut.ids.begin() + cut.words[w].begin, cut.ids.begin() + cut.words[w].end})) {
        word += piece.starts_with("##") ? piece.substr(2) : piece;
        ++pieces;
      }
      ASSERT_EQ(word, sentence[w]);
    }
  }
  EXPECT_LT(pieces, 2 * words) << "200 pieces cut words of these syllables into hardly more than one each";
  EXPECT_EQ(grouped(*tokenizer, {"[MASK]", "kaX"}), "[[MASK]] [[UNK]]");
}

TEST_F(WordPieceTraining, new_words_of_seen_characters_have_pieces) {
  trained({{"ab", "cab", "."}}, 15);
  const auto tokenizer = load_tokenizer(folder.path());
  EXPECT_EQ(grouped(*tokenizer, {"bca."}), "[b|##c|##a|.]");
}

TEST_F(WordPieceTraining, impossible_sizes_are_refused) {
  EXPECT_EQ(
      refusal([&] { trained({{"ab"}}, 8); }),
      "a WordPiece vocabulary of 8 pieces: the characters of the text and the special pieces are 9; choose a larger "
      "vocabulary");
  EXPECT_EQ(refusal([&] { trained({{"ab"}}, 11); }),
            "a WordPiece vocabulary of 11 pieces: the text yields no more than 10; choose a smaller vocabulary or give "
            "more text");
  EXPECT_EQ(refusal([&] {
              trained({{}, {"", "[MASK]"}}, 20);
            }),
            "a WordPiece vocabulary of 20 pieces: the text has no word; give some text");
}

class SentencePieceTraining : public testing::Test {
 protected:
  void train(const Sentences& sentences, Index size) const {
    write_sentence_piece_vocabulary(sentences, size, folder / "spiece.model");
  }

  const test::ScratchFolder folder;
};

TEST_F(SentencePieceTraining, xlnet_s_special_pieces_have_their_published_ids) {
  train(syllable_text(3, 200), 100);
  const auto tokenizer = load_tokenizer(folder.path());
  EXPECT_EQ(test::spellings(*tokenizer, {0, 1, 2, 3, 4, 5, 6, 7, 8}),
            (Strings{"<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"}));
  EXPECT_EQ(tokenizer->framing().after, (std::vector<std::int32_t>{4, 3}));
  EXPECT_EQ(SentencePieceModel(folder / "spiece.model").size(), 100);
}

TEST_F(SentencePieceTraining, the_tokenizer_reads_it_and_words_come_back) {
  const Sentences text = syllable_text(4, 200);
  train(text, 150);
  const auto tokenizer = load_tokenizer(folder.path());
  for (const Strings& sentence : text) {
    const TokenizedSentence cut = tokenizer->tokenize(sentence);
    for (std::size_t w = 0; w < sentence.size(); ++w)
      ASSERT_EQ(test::spelled(*tokenizer, cut, cut.words[w]), std::string(SentencePiece::mark) + sentence[w]);
  }
}

TEST_F(SentencePieceTraining, the_same_text_gives_the_same_bytes) {
  train(syllable_text(5, 200), 120);
  const std::string first = read_file(folder / "spiece.model");
  train(syllable_text(5, 200), 120);
  EXPECT_EQ(read_file(folder / "spiece.model"), first);
  train(syllable_text(6, 200), 120);
  EXPECT_NE(read_file(folder / "spiece.model"), first);
}

TEST_F(SentencePieceTraining, is_quiet_and_learns_from_text_as_it_is_tokenized) {
  Sentences text = syllable_text(7, 200);
  for (Strings& sentence : text) sentence.push_back("caf\u00e9");
  testing::internal::CaptureStderr();
  train(text, 100);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const auto tokenizer = load_tokenizer(folder.path());
  EXPECT_EQ(grouped(*tokenizer, {"caf\u00e9"}), grouped(*tokenizer, {"cafe"}));
  EXPECT_EQ(grouped(*tokenizer, {"caf\u00e9"}).find("<unk>"), std::string::npos);
}

TEST_F(SentencePieceTraining, impossible_sizes_are_refused) {
  const std::string large = refusal([&] { train({{"ab", "ba"}}, 500); });
  EXPECT_TRUE(large.starts_with("a SentencePiece vocabulary of 500 pieces: Vocabulary size too high")) << large;
  EXPECT_TRUE(large.ends_with("; choose another size or give more text")) << large;
  const std::string small = refusal([&] { train(syllable_text(8, 200), 12); });
  EXPECT_TRUE(small.starts_with("a SentencePiece vocabulary of 12 pieces: Vocabulary size is smaller")) << small;
  for (const Index size : {-1, 0, 3}) EXPECT_NE(refusal([&] { train({{"ab"}}, size); }), "") << size;
  EXPECT_EQ(refusal([&] {
              train({{""}, {}}, 100);
            }),
            "a SentencePiece vocabulary of 100 pieces: the text has no word; give some text");
}

}  // namespace
}  // namespace neurank::tokenizer
