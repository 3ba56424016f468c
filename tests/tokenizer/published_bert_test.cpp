#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/unicode.hpp"
#include "tokenizer/word_piece.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

const std::filesystem::path shared = NEURANK_SHARED_DATA;
const std::filesystem::path expected_file = shared / "vocab" / "expected_bert_published.json";

/// Tokenisations that were published with BERT's tokenizer, and the published vocabularies.
class PublishedBert : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(expected_file)) GTEST_SKIP() << "no " << expected_file;
    expected = json::parse(read_file(expected_file));
  }

  json expected;
};

Strings words_of(const std::string& text) {
  const auto words = split_whitespace(text);
  return {words.begin(), words.end()};
}

Strings pieces(const Tokenizer& tokenizer, const std::string& text) {
  Strings result;
  for (std::int32_t id : tokenizer.tokenize(words_of(text)).ids) result.push_back(tokenizer.spell({&id, 1}));
  return result;
}

std::unique_ptr<Tokenizer> published(const std::string& name) { return load_tokenizer(shared / "vocab" / name); }

TEST_F(PublishedBert, basic_tokenizer) {
  ASSERT_EQ(expected["basic_tokenizer"].size(), 13u);
  for (const json& test : expected["basic_tokenizer"]) {
    const bool lower = test["do_lower_case"];
    const BasicTokenizer tokenizer({.lower_case = lower,
                                    .strip_accents = test.value("strip_accents", lower),
                                    .kept = test.value("never_split", Strings{})});
    EXPECT_EQ(tokenizer.tokenize(test["text"].get<std::string>()), test["tokens"].get<Strings>()) << test;
  }
}

TEST_F(PublishedBert, real_vocabularies_with_framing) {
  ASSERT_EQ(expected["full_with_real_vocab"].size(), 2u);
  for (const json& test : expected["full_with_real_vocab"]) {
    const auto tokenizer = published(test["vocab"]);
    const json line = json::parse(sentence_json(*tokenizer, words_of(test["text"])));
    EXPECT_EQ(line["pieces"], test["tokens"]);
  }
}

/// Published offsets are characters of the text: a piece belongs to the word in which it starts.
TEST_F(PublishedBert, word_spans_agree_with_published_offsets) {
  for (const json& test : expected["full_with_real_vocab"]) {
    const std::u32string text = to_code_points(test["text"].get<std::string>());
    const json line = json::parse(sentence_json(*published(test["vocab"]), words_of(test["text"])));
    for (std::size_t piece = 1; piece + 1 < test["offsets"].size(); ++piece) {
      const auto start = test["offsets"][piece][0].get<std::size_t>();
      const auto word = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(start), U' ');
      EXPECT_LE(line["spans"][word][0], piece) << test;
      EXPECT_GT(line["spans"][word][1], piece) << test;
    }
  }
}

TEST_F(PublishedBert, toy_vocabulary) {
  const json& test = expected["full_toy"];
  const WordPiece tokenizer(Vocabulary(test["vocab"].get<Strings>()), {});
  EXPECT_EQ(pieces(tokenizer, test["text"]), test["tokens"].get<Strings>());
  EXPECT_EQ(tokenizer.tokenize(words_of(test["text"])).ids, test["ids"].get<std::vector<std::int32_t>>());
}

TEST_F(PublishedBert, toy_word_pieces) {
  const json& group = expected["wordpiece_toy"];
  ASSERT_EQ(group["cases"].size(), 3u);
  const WordPiece tokenizer(Vocabulary(group["vocab"].get<Strings>()), {.lower_case = false, .strip_accents = false});
  for (const json& test : group["cases"]) EXPECT_EQ(pieces(tokenizer, test["text"]), test["tokens"].get<Strings>());
}

TEST_F(PublishedBert, character_predicates) {
  const auto check = [&](const std::string& group, bool (*predicate)(char32_t)) {
    for (bool value : {true, false}) {
      const json& characters = expected["char_predicates"][group + (value ? "_true" : "_false")];
      ASSERT_FALSE(characters.empty());
      for (const json& c : characters) EXPECT_EQ(predicate(to_code_points(c.get<std::string>()).at(0)), value) << c;
    }
  };
  check("whitespace", is_white_space);
  check("control", is_control);
  check("punctuation", is_punctuation);
}

TEST_F(PublishedBert, special_ids) {
  const json& ids = expected["special_ids"]["bert"];
  const auto uncased = published("bert-base-uncased");
  EXPECT_EQ(uncased->unknown_id(), ids["[UNK]"]);
  EXPECT_EQ(uncased->framing().before, (std::vector<std::int32_t>{ids["[CLS]"]}));
  EXPECT_EQ(uncased->framing().after, (std::vector<std::int32_t>{ids["[SEP]"]}));
  EXPECT_EQ(uncased->tokenize(Strings{"[MASK]"}).ids, (std::vector<std::int32_t>{ids["[MASK]"]}));
  EXPECT_EQ(uncased->tokenize(Strings{"[PAD]"}).ids, (std::vector<std::int32_t>{ids["[PAD]"]}));
}

}  // namespace
}  // namespace neurank::tokenizer
