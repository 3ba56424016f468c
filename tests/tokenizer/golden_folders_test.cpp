#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/files.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;

/// A folder as today's library saves it, with sentences cut by the reference.
class GoldenFolder : public testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path folder() const { return std::filesystem::path(NEURANK_TEST_DATA) / GetParam(); }
};

/// The pieces of each word, framing not counted. @param before pieces of framing before the sentence
std::vector<PieceSpan> spans_of(const json& word_of_piece, std::size_t words, std::int32_t before) {
  std::vector<PieceSpan> spans(words);
  for (std::size_t piece = 0; piece < word_of_piece.size(); ++piece) {
    if (word_of_piece[piece].is_null()) continue;
    PieceSpan& span = spans[word_of_piece[piece].get<std::size_t>()];
    const std::int32_t at = static_cast<std::int32_t>(piece) - before;
    if (span.empty()) span = {at, at};
    span.end = at + 1;
  }
  return spans;
}

TEST_P(GoldenFolder, gives_the_reference_s_ids_and_words) {
  const auto tokenizer = load_tokenizer(folder());
  const Framing framing = tokenizer->framing();
  const json cases = json::parse(read_file(folder() / "inputs.json")).at("tokenised");
  ASSERT_GT(cases.size(), 10u);
  for (const json& expected : cases) {
    const auto words = expected["words"].get<std::vector<std::string>>();
    const TokenizedSentence sentence = tokenizer->tokenize(words);
    std::vector<std::int32_t> ids = framing.before;
    ids.insert(ids.end(), sentence.ids.begin(), sentence.ids.end());
    ids.insert(ids.end(), framing.after.begin(), framing.after.end());
    EXPECT_EQ(json(ids), expected["ids"]) << expected["words"];
    const auto spans =
        spans_of(expected["word_of_piece"], words.size(), static_cast<std::int32_t>(framing.before.size()));
    for (std::size_t word = 0; word < words.size(); ++word) {
      if (spans[word].empty())
        EXPECT_TRUE(sentence.words[word].empty()) << words[word];
      else
        EXPECT_EQ(sentence.words[word], spans[word]) << words[word] << " of " << expected["words"];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, GoldenFolder,
                         testing::Values("llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text", "olmo2", "phi3",
                                         "gpt_neox", "modernbert", "xlm-roberta", "deberta-v2", "t5-encoder"));

}  // namespace
}  // namespace neurank::tokenizer
