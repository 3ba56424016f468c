#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "corpus/readers.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/sentence_piece.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

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

}  // namespace
}  // namespace neurank::tokenizer
