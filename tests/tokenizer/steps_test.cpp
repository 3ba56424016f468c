#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"
#include "tokenizer/unicode.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

/// What differs in one case from the ids that the reference gives; empty where nothing does.
std::string difference(const json& expected, const json& sentences) {
  const test::ScratchFolder folder;
  write_file(folder / "tokenizer.json", expected.at("tokenizer").dump());
  const auto tokenizer = load_tokenizer(folder.path());
  std::string report;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const auto words = sentences[i].get<Strings>();
    const TokenizedSentence found = tokenizer->tokenize(words);
    if (found.ids == expected.at("ids").at(i).get<std::vector<std::int32_t>>()) continue;
    report.append("sentence ").append(std::to_string(i)).append(":");
    for (const std::int32_t id : found.ids) report.append(" ").append(tokenizer->spell({&id, 1}));
    report.append("\n  expected:");
    for (const std::int32_t id : expected.at("ids").at(i)) report.append(" ").append(tokenizer->spell({&id, 1}));
    report.append("\n");
  }
  return report;
}

TEST(Steps, give_the_ids_of_the_reference) {
  const auto file = std::filesystem::path(NEURANK_TEST_DATA) / "tokenizer" / "steps.json";
  const json content = json::parse(read_file(file));
  ASSERT_GT(content.at("cases").size(), 50u);
  for (const json& expected : content.at("cases")) {
    const json& steps = expected.at("tokenizer");
    EXPECT_EQ(difference(expected, content.at("sentences")), "") << steps.at("normalizer") << "\n"
                                                                 << steps.at("pre_tokenizer") << "\n"
                                                                 << steps.at("added_tokens") << "\n"
                                                                 << steps.at("model").at("type");
  }
}

constexpr char32_t first_character = 0x21, end_character = 0x3000;

/// Every character of the range, and with an x before it.
json pairs_with_x() {
  json vocabulary = {{"<unk>", 0}}, merges = json::array();
  for (char32_t character = first_character; character < end_character; ++character) {
    const std::string text = to_utf8(std::u32string(1, character));
    vocabulary.emplace(text, vocabulary.size());
    vocabulary.emplace("x" + text, vocabulary.size());
    merges.push_back({"x", text});
  }
  return {{"type", "BPE"}, {"unk_token", "<unk>"}, {"vocab", vocabulary}, {"merges", merges}};
}

/// What a pre-tokenizer leaves in one piece with a letter before it.
class Letters {
 public:
  explicit Letters(const json& pre_tokenizer) {
    const json file = {{"version", "1.0"},
                       {"added_tokens", json::array()},
                       {"pre_tokenizer", pre_tokenizer},
                       {"model", pairs_with_x()}};
    write_file(folder_ / "tokenizer.json", file.dump());
    tokenizer_ = load_tokenizer(folder_.path());
  }

  bool has(char32_t character) const {
    const std::string word = to_utf8(std::u32string{U'x', character});
    return tokenizer_->tokenize({&word, 1}).ids.size() == 1;
  }

 private:
  test::ScratchFolder folder_;
  std::unique_ptr<const Tokenizer> tokenizer_;
};

TEST(Steps, words_of_expressions_are_not_those_of_whitespace) {
  const json words = {
      {"type", "Split"}, {"pattern", {{"Regex", "\\w+|[^\\w\\s]+"}}}, {"behavior", "Isolated"}, {"invert", false}};
  const Letters split(json{{"type", "Sequence"}, {"pretokenizers", {json{{"type", "WhitespaceSplit"}}, words}}});
  const Letters whitespace(json{{"type", "Whitespace"}});
  std::vector<char32_t> split_alone, whitespace_alone;
  for (char32_t character = first_character; character < end_character; ++character) {
    if (split.has(character) && !whitespace.has(character)) split_alone.push_back(character);
    if (whitespace.has(character) && !split.has(character)) whitespace_alone.push_back(character);
  }
  EXPECT_EQ(split_alone, (std::vector<char32_t>{0xb2, 0xb3, 0xb9, 0xbc, 0xbd, 0xbe}));  // ² ³ ¹ ¼ ½ ¾
  EXPECT_EQ(whitespace_alone, (std::vector<char32_t>{0x200c, 0x200d}));
}

}  // namespace
}  // namespace neurank::tokenizer
