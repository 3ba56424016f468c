#include "tokenizer/characters.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::tokenizer {
namespace {

using Strings = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

/// Ids of one word, the padding at its end cut off.
Ids ids_of(const std::string& word) {
  Ids ids = Characters().tokenize(Strings{word}).ids;
  EXPECT_EQ(ids.size(), 50u);
  while (!ids.empty() && ids.back() == 261) ids.pop_back();
  return ids;
}

std::string spelled(const std::string& word) { return Characters().spell(Characters().tokenize(Strings{word}).ids); }

TEST(Characters, a_word_is_its_bytes_plus_one_between_marks) {
  EXPECT_EQ(ids_of("Hi"), (Ids{259, 'H' + 1, 'i' + 1, 260}));
  EXPECT_EQ(ids_of("\u00e9"), (Ids{259, 0xc4, 0xaa, 260}));
  EXPECT_EQ(ids_of(std::string(1, '\0')), (Ids{259, 1, 260}));
  EXPECT_EQ(ids_of(""), (Ids{259, 260}));
}

TEST(Characters, a_long_word_is_cut_at_48_bytes) {
  const std::string long_word(60, 'x'), letters(47, 'a');
  Ids expected(50, 'x' + 1);
  expected.front() = 259;
  expected.back() = 260;
  EXPECT_EQ(ids_of(long_word), expected);
  EXPECT_EQ(ids_of(long_word.substr(0, 48)), expected);
  EXPECT_EQ(ids_of(letters + "\u00e9t")[48], 0xc4) << "a character is cut";
  EXPECT_EQ(ids_of(letters + "\u00e9t")[49], 260);
}

TEST(Characters, every_word_is_one_piece) {
  const TokenizedSentence sentence = Characters().tokenize(Strings{"a", "", "\u65e5\u672c"});
  EXPECT_EQ(sentence.words, (std::vector<PieceSpan>{{0, 1}, {1, 2}, {2, 3}}));
  EXPECT_EQ(sentence.num_pieces(), 3);
  EXPECT_EQ(sentence.ids.size(), 150u);
  EXPECT_EQ(sentence.ids[100], 259);
  EXPECT_EQ(Characters().tokenize({}).num_pieces(), 0);
}

TEST(Characters, framing_is_what_its_spelling_gives) {
  const Framing framing = Characters().framing();
  const TokenizedSentence spelled_out = Characters().tokenize(Strings{"<S>", "</S>"});
  EXPECT_EQ(framing.before, Ids(spelled_out.ids.begin(), spelled_out.ids.begin() + 50));
  EXPECT_EQ(framing.after, Ids(spelled_out.ids.begin() + 50, spelled_out.ids.end()));
  EXPECT_EQ(ids_of("<S>"), (Ids{259, 257, 260}));
  EXPECT_EQ(ids_of("</S>"), (Ids{259, 258, 260}));
  EXPECT_EQ(ids_of("<s>").size(), 5u);
}

TEST(Characters, words_are_spelled_back) {
  for (const char* word : {"Hi", "\u00c5ngstr\u00f6m", "\u65e5\u672c\u8a9e", "\U0001f600", "<S>", "</S>", ""})
    EXPECT_EQ(spelled(word), word);
  const std::string letters(47, 'a');
  EXPECT_EQ(spelled(letters + "bc"), letters + "b");
  EXPECT_EQ(spelled(letters + "\u00e9t"), letters) << "half a character cannot be spelled";
  EXPECT_EQ(Characters().spell(Ids(50, 0)), "");
}

TEST(Characters, all_ids_are_in_the_vocabulary_and_none_is_unknown) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  for (int begin = 0; begin < 256; begin += 32)
    for (const std::int32_t id : Characters().tokenize(Strings{all.substr(begin, 32)}).ids) {
      EXPECT_GT(id, 0);
      EXPECT_LT(id, Characters::vocabulary);
    }
  EXPECT_EQ(Characters().unknown_id(), std::nullopt);
}

TEST(Characters, published_folders_are_recognised_by_their_files) {
  for (const char* name : {"options.json", "elmo_2x4096_options.json", "weights.th", "model.tar.gz"}) {
    const test::ScratchFolder folder;
    EXPECT_FALSE(reads_characters(folder.path()));
    EXPECT_THROW(load_tokenizer(folder.path()), Error);
    write_file(folder / name, "");
    EXPECT_TRUE(reads_characters(folder.path())) << name;
    EXPECT_EQ(load_tokenizer(folder.path())->ids_per_piece(), 50) << name;
    EXPECT_TRUE(tokenizer_files(folder.path()).empty());
  }
  EXPECT_TRUE(reads_characters("models/transformer-elmo.tar.gz"));
  EXPECT_FALSE(reads_characters("models/no_such"));
  const test::ScratchFolder other;
  write_file(other / "config.json", "{}");
  write_file(other / "model.tar.gz", "");
  EXPECT_FALSE(reads_characters(other.path())) << "a download that lies beside its contents";
}

}  // namespace
}  // namespace neurank::tokenizer
