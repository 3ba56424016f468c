#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/tokenizer_support.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Ids = std::vector<std::int32_t>;
using test::Strings;

const std::filesystem::path vocab = std::filesystem::path(NEURANK_SHARED_DATA) / "vocab";

/// Tokenisations that were published with GPT-2's and RoBERTa's tokenizers, and the published vocabularies.
class PublishedBytePairs : public testing::Test {
 protected:
  void load(const std::string& expected_file, const std::string& folder) {
    if (!std::filesystem::exists(vocab / expected_file)) GTEST_SKIP() << "no " << vocab / expected_file;
    expected = json::parse(read_file(vocab / expected_file));
    tokenizer = load_tokenizer(vocab / folder);
  }

  json line(const std::string& text) {
    const auto words = split_whitespace(text);
    return json::parse(sentence_json(*tokenizer, Strings(words.begin(), words.end())));
  }

  json expected;
  std::unique_ptr<Tokenizer> tokenizer;
};

class PublishedGpt2 : public PublishedBytePairs {
 protected:
  void SetUp() override { load("expected_gpt2_published.json", "gpt2"); }
};

class PublishedRoberta : public PublishedBytePairs {
 protected:
  void SetUp() override { load("expected_roberta_published.json", "roberta-base"); }
};

/// Whether a text is what its words joined with single blanks give.
bool is_words(const std::string& text) {
  const auto words = split_whitespace(text);
  return join(Strings(words.begin(), words.end()), " ") == text;
}

TEST_F(PublishedGpt2, sentences) {
  std::size_t as_words = 0;
  for (const json& test : expected["cases"]) {
    const std::string text = test["text"];
    // As one word, a text keeps white space that no corpus has inside of sentences.
    EXPECT_EQ(tokenizer->tokenize(Strings{text}).ids, test["ids"].get<Ids>()) << text;
    if (!is_words(text)) continue;
    ++as_words;
    EXPECT_EQ(line(text)["ids"], test["ids"]) << text;
  }
  EXPECT_EQ(expected["cases"].size(), 9u);
  EXPECT_EQ(as_words, 6u);
}

TEST_F(PublishedGpt2, has_no_framing_and_spells_everything) {
  EXPECT_TRUE(tokenizer->framing().before.empty());
  EXPECT_TRUE(tokenizer->framing().after.empty());
  EXPECT_EQ(tokenizer->unknown_id(), std::nullopt);
}

TEST_F(PublishedRoberta, sentences_with_framing) {
  ASSERT_EQ(expected["cases"].size(), 4u);
  for (const json& test : expected["cases"]) {
    json ids = expected["prefix"];
    for (const json& part : {test["ids"], expected["suffix"]}) ids.insert(ids.end(), part.begin(), part.end());
    EXPECT_EQ(line(test["text"])["ids"], ids) << test["text"];
  }
}

TEST_F(PublishedRoberta, a_mask_takes_the_blank_before_it_away) {
  const json& test = expected["with_mask"];
  EXPECT_EQ(line(test["text"])["ids"], test["ids"]);
  EXPECT_EQ(line(test["text"])["pieces"], test["tokens"]);
}

TEST_F(PublishedRoberta, pieces_of_real_sentences_spell_their_words) {
  const auto file = std::filesystem::path(NEURANK_SHARED_DATA) / "corpora" / "conll2000" / "train.txt";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  corpus::TaggedText text;
  corpus::read_conll(file, {}, text);
  for (Index s = 0; s < text.num_sentences(); ++s) {
    const Strings words(text.words.begin() + text.sentence_offsets[s],
                        text.words.begin() + text.sentence_offsets[s + 1]);
    const TokenizedSentence sentence = tokenizer->tokenize(words);
    for (std::size_t i = 0; i < words.size(); ++i)
      ASSERT_EQ(test::spelled(*tokenizer, sentence, sentence.words[i]), (i > 0 ? "\u0120" : "") + words[i]);
  }
  EXPECT_GT(text.num_words(), 200000);
}

}  // namespace
}  // namespace neurank::tokenizer
