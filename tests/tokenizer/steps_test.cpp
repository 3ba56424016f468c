#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "support/scratch_folder.hpp"
#include "tokenizer/tokenizer.hpp"

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

}  // namespace
}  // namespace neurank::tokenizer
