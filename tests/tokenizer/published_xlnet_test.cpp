#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/sentence_piece.hpp"
#include "tokenizer/tokenizer_support.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using test::Strings;

const std::filesystem::path shared = NEURANK_SHARED_DATA;
const std::filesystem::path expected_file = shared / "vocab" / "expected_xlnet_published.json";

/// Tokenisations that were published with XLNet's tokenizer, and the published vocabulary.
class PublishedXlnet : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(expected_file)) GTEST_SKIP() << "no " << expected_file;
    expected = json::parse(read_file(expected_file));
    tokenizer = load_tokenizer(shared / "vocab" / expected["model"].get<std::string>());
  }

  json expected;
  std::unique_ptr<Tokenizer> tokenizer;
};

Strings words_of(const std::string& text) {
  const auto words = split_whitespace(text);
  return {words.begin(), words.end()};
}

TEST_F(PublishedXlnet, sentences_with_framing) {
  ASSERT_EQ(expected["cases"].size(), 3u);
  for (const json& test : expected["cases"]) {
    const json line = json::parse(sentence_json(*tokenizer, words_of(test["text"])));
    EXPECT_EQ(line["ids"], test["ids_with_special"]) << test["text"];
  }
}

TEST_F(PublishedXlnet, special_ids) {
  const json& ids = expected["suffix_special_ids"];
  EXPECT_TRUE(tokenizer->framing().before.empty());
  EXPECT_EQ(tokenizer->framing().after, (std::vector<std::int32_t>{ids["<sep>"], ids["<cls>"]}));
  EXPECT_EQ(tokenizer->tokenize(Strings{"<sep>", "<cls>"}).ids, tokenizer->framing().after);
}

/// Real sentences: the pieces of a word spell it, behind the blank's mark; and cutting word by word, as other programs
/// do, gives the same but for a rare word that can be cut in two ways of one score.
TEST_F(PublishedXlnet, pieces_of_real_sentences_spell_their_words) {
  const auto file = shared / "corpora" / "conll2000" / "train.txt";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  corpus::TaggedText text;
  corpus::read_conll(file, {}, text);
  int checked = 0, different = 0;
  for (Index s = 0; s < text.num_sentences(); ++s) {
    const Strings words(text.words.begin() + text.sentence_offsets[s],
                        text.words.begin() + text.sentence_offsets[s + 1]);
    const TokenizedSentence sentence = tokenizer->tokenize(words);
    std::vector<std::int32_t> one_by_one;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const TokenizedSentence alone = tokenizer->tokenize({&words[i], 1});
      one_by_one.insert(one_by_one.end(), alone.ids.begin(), alone.ids.end());
      if (!is_ascii(words[i]) || words[i] == "``" || words[i] == "''") continue;
      ASSERT_EQ(test::spelled(*tokenizer, sentence, sentence.words[i]), std::string(SentencePiece::mark) + words[i]);
      ++checked;
    }
    different += one_by_one != sentence.ids;
  }
  EXPECT_GT(checked, 200000);
  EXPECT_LE(different, 5);
}

}  // namespace
}  // namespace neurank::tokenizer
